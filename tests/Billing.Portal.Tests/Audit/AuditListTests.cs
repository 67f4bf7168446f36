using Billing.Contracts.Changes;
using Billing.Contracts.Users;
using Billing.Contracts.Views;
using Billing.Portal.Audit;
using Billing.Portal.Desk;
using Billing.Portal.Exports;
using Billing.Portal.Layouts;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;
using NodaTime;

namespace Billing.Portal.Tests.Audit;

/// <summary>What things are called is put to the log's rows as they are read.</summary>
public sealed class AuditListTests : BunitContext
{
    public AuditListTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>().AddSingleton(TimeProvider.System);
        Services.AddMudServices();
        Services.AddScoped<Clerk>().AddScoped<ExportDesk>();
        Services.AddSingleton(Answers.Grains());
        Services.AddSingleton(Answers.To<IListViewQuery>((_, _) => Task.FromResult<IReadOnlyList<ListViewRow>>([])));
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Theory]
    [InlineData(EntityKinds.Customer, false)]
    [InlineData(EntityKinds.Account, false)]
    [InlineData(EntityKinds.Balance, false)]
    [InlineData(EntityKinds.Tariff, true)]
    public void Who_may_not_see_customers_reads_no_names_of_theirs(string kind, bool isNamed)
    {
        Assert.Equal(isNamed, Shown(kind, Permissions.AuditView).Contains("Ann Smith", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_may_see_them_reads_a_balance_as_whose_it_is() =>
        Assert.Contains("Ann Smith subscribed to Mobile L", Shown(EntityKinds.Balance, Permissions.AuditView, Permissions.CustomersView), StringComparison.Ordinal);

    private string Shown(string kind, params string[] permissions)
    {
        var user = AddAuthorization();
        user.SetAuthorized("dana");
        user.SetPolicies(permissions);
        var row = new AuditRecord(Instant.FromUtc(2026, 3, 1, 0, 0), "c1", "admin", "subscribe", kind, "17", $"{kind} 17 subscribed to Mobile L", null, null, "Ann Smith");
        Services.AddSingleton(Answers.To<IAuditLogQuery>((_, _) => Task.FromResult<IReadOnlyList<AuditRecord>>([row])));

        var page = Render<Addressed>(addressed => addressed.Add(it => it.ChildContent, builder =>
        {
            builder.OpenComponent<AuditList>(0);
            builder.AddComponentParameter(1, nameof(AuditList.Filter), new AuditFilter());
            builder.CloseComponent();
        }));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".told")));

        return page.Find("tbody").TextContent;
    }
}
