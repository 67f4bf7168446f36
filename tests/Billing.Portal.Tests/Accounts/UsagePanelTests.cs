using Billing.Contracts.Paging;
using Billing.Contracts.Products;
using Billing.Contracts.Records;
using Billing.Contracts.Usage;
using Billing.Contracts.Views;
using Billing.Portal.Accounts;
using Billing.Portal.Balances;
using Billing.Portal.Desk;
using Billing.Portal.Exports;
using Billing.Portal.Layouts;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;
using NodaTime;

namespace Billing.Portal.Tests.Accounts;

/// <summary>Which records are below the bars.</summary>
public sealed class UsagePanelTests : BunitContext
{
    private readonly List<XdrFilter> _asked = [];
    private readonly List<UsageFilter> _drawn = [];

    public UsagePanelTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        Services.AddSingleton<TimeProvider>(new Early());
        Services.AddMudServices();
        Services.AddScoped<Clerk>().AddScoped<ExportDesk>().AddScoped<ServiceUnits>();
        Services.AddSingleton(Answers.Grains());
        Services.AddSingleton(Answers.To<IListViewQuery>((_, _) => Task.FromResult<IReadOnlyList<ListViewRow>>([])));
        Services.AddSingleton(Answers.To<IProductQuery>((_, _) => Task.FromResult(new Page<ProductRow>([], null, null))));
        Services.AddSingleton(Answers.To<IUsageQuery>((_, with) =>
        {
            _drawn.Add(with.OfType<UsageFilter>().Single());

            return Task.FromResult<IReadOnlyList<UsageDay>>([]);
        }));
        Services.AddSingleton(Answers.To<IXdrQuery>((_, with) =>
        {
            _asked.Add(with.OfType<XdrFilter>().Single());

            return Task.FromResult(new Page<XdrRow>([], null, null));
        }));
        JSInterop.Mode = JSRuntimeMode.Loose;
        AddAuthorization().SetAuthorized("dana");
    }

    [Fact]
    public void The_records_are_of_the_days_of_the_bars_the_customers_and_the_last_hours_are_among_them()
    {
        var page = Render<Addressed>(addressed => addressed.Add(it => it.ChildContent, builder =>
        {
            builder.OpenComponent<UsagePanel>(0);
            builder.AddComponentParameter(1, nameof(UsagePanel.AccountId), (long?)4);
            builder.AddComponentParameter(2, nameof(UsagePanel.ZoneId), "America/New_York");
            builder.CloseComponent();
        }));

        // In New York it is still the evening of the 28th; its viewer's days are UTC's.
        page.WaitForAssertion(() => Assert.Equal(
            (Instant.FromUtc(2026, 10, 30, 4, 0), Instant.FromUtc(2026, 11, 29, 5, 0)),
            (_asked.Last().From, _asked.Last().To)));
        Assert.Equal((new LocalDate(2026, 10, 30), new LocalDate(2026, 11, 28)), (_drawn.Last().From, _drawn.Last().To));
    }

    private sealed class Early : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 29, 2, 0, 0, TimeSpan.Zero);
    }
}
