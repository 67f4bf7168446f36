using Billing.Contracts.Paging;
using Billing.Contracts.Payers;
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

/// <summary>What a computed run without drafts says.</summary>
public sealed class DraftListTests : BunitContext
{
    public DraftListTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>().AddSingleton(TimeProvider.System);
        Services.AddMudServices();
        Services.AddScoped<Clerk>().AddScoped<ExportDesk>();
        Services.AddSingleton(Answers.Grains());
        Services.AddSingleton(Answers.To<IListViewQuery>((_, _) => Task.FromResult<IReadOnlyList<ListViewRow>>([])));
        Services.AddSingleton(Answers.To<IPayerQuery>((_, _) => Task.FromResult(new Page<BillRunDraftRow>([], null, null))));
        JSInterop.Mode = JSRuntimeMode.Loose;
        AddAuthorization().SetAuthorized("dana");
    }

    [Theory]
    [InlineData(true, "No customer has a period to close that ends by then")]
    [InlineData(false, "Nothing would be issued")]
    public void Of_nobody_to_bill_it_says_so_and_not_to_compute_it_again(bool isOfNobody, string said)
    {
        var page = Render<Addressed>(addressed => addressed.Add(it => it.ChildContent, builder =>
        {
            builder.OpenComponent<DraftList>(0);
            builder.AddComponentParameter(1, nameof(DraftList.Run), "2020-01 (computed)");
            builder.AddComponentParameter(2, nameof(DraftList.IsOfNobody), isOfNobody);
            builder.CloseComponent();
        }));

        page.WaitForAssertion(() => Assert.StartsWith(said, page.Find(".empty").TextContent.Trim(), StringComparison.Ordinal));
    }
}
