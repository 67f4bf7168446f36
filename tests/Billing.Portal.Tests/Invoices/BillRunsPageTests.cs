using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Contracts.Views;
using Billing.Portal.BillRuns;
using Billing.Portal.Desk;
using Billing.Portal.Exports;
using Billing.Portal.Layouts;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;

namespace Billing.Portal.Tests.Invoices;

/// <summary>The form of a new run while the page is read.</summary>
public sealed class BillRunsPageTests : BunitContext
{
    private readonly TaskCompletionSource<IReadOnlyList<BillRunRow>> _runs = new();

    public BillRunsPageTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>().AddSingleton(TimeProvider.System);
        Services.AddMudServices();
        Services.AddScoped<Clerk>().AddScoped<ExportDesk>();
        Services.AddSingleton(Answers.Grains());
        Services.AddSingleton(Answers.To<IListViewQuery>((_, _) => Task.FromResult<IReadOnlyList<ListViewRow>>([])));
        Services.AddSingleton(Answers.To<IPayerQuery>((method, _) => method.Name == nameof(IPayerQuery.ClassesAsync)
            ? Task.FromResult<IReadOnlyList<string>>(["line"])
            : _runs.Task));
        JSInterop.Mode = JSRuntimeMode.Loose;
        var user = AddAuthorization();
        user.SetAuthorized("dana");
        user.SetPolicies(Permissions.InvoicesIssue);
    }

    // A name that was typed before would give way to the one that is proposed then, and a day that was had no names to propose from.
    [Fact]
    public async Task Nothing_is_filled_in_before_a_name_can_be_proposed()
    {
        var page = Render<Addressed>(addressed => addressed.Add(it => it.ChildContent, builder =>
        {
            builder.OpenComponent<BillRunsPage>(0);
            builder.CloseComponent();
        }));
        Assert.Empty(page.FindAll(".formcard"));

        await page.InvokeAsync(() => _runs.SetResult([]));

        page.WaitForAssertion(() => Assert.NotEmpty(page.Find(".formcard input").GetAttribute("value")!));
    }
}
