using System.Collections.Immutable;
using Billing.Contracts.Balances;
using Billing.Contracts.Customers;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Contracts.Views;
using Billing.Core.Customers;
using Billing.Core.Invoices;
using Billing.Portal.Desk;
using Billing.Portal.Exports;
using Billing.Portal.Layouts;
using Billing.Portal.Subscriptions;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;
using NodaTime;

namespace Billing.Portal.Tests.Subscriptions;

/// <summary>Coupons of a customer with two balances, on the page that shows one of them.</summary>
public sealed class CouponsCardTests : BunitContext
{
    private const long Customer = 7;
    private const long Late = 1;
    private const long Other = 2;
    private static readonly LocalDate OpenFrom = new(2026, 11, 1);
    private static readonly Instant Then = Instant.FromUtc(2026, 10, 1, 0, 0);

    private readonly TaskCompletionSource _ofLate = new();
    private LocalDate? _until;
    private ImmutableArray<string> _plans = [];

    public CouponsCardTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>().AddSingleton(TimeProvider.System);
        Services.AddMudServices();
        Services.AddScoped<Clerk>().AddScoped<UndoDesk>().AddScoped<ExportDesk>();
        Services.AddSingleton(Answers.To<IListViewQuery>((_, _) => Task.FromResult<IReadOnlyList<ListViewRow>>([])));
        Services.AddSingleton(Answers.To<ICustomerQuery>((_, _) => Task.FromResult<CustomerDetail?>(new(
            new(Customer, "C-7", "Ann", null, "line", CustomerStatus.Active, null, 0, 2, Late, 0, "USD", Then), "UTC", null, null, 0, [], null))));
        Services.AddSingleton(Answers.To<IFundsQuery>((_, _) => Task.FromResult<IReadOnlyList<BalanceRow>>(
            [new(Late, Customer, "USD", 0, 0, 1, 0), new(Other, Customer, "USD", 0, 0, 1, 0)])));
        Services.AddSingleton(Answers.To<IPayerQuery>((_, _) => Task.FromResult<IReadOnlyList<string>>(["line"])));
        Services.AddSingleton(Answers.Grains(Answers.To<IPayerGrain>((_, _) => Task.FromResult<DraftReply?>(null))));
        Services.AddSingleton(Answers.To<IInvoiceQuery>((method, arguments) => method.Name switch
        {
            nameof(IInvoiceQuery.PayerAsync) => Task.FromResult<PayerRecord?>(
                new((long)arguments[0]!, "line", "USD", 0, 0, 0, OpenFrom, Instant.MaxValue, null, null, [], [], null)),
            nameof(IInvoiceQuery.CouponsAsync) => CouponsAsync((long)arguments[0]!),
            nameof(IInvoiceQuery.SubscriptionsAsync) => Task.FromResult<IReadOnlyList<SubscriptionRecord>>([]),
            _ => Task.FromResult<IReadOnlyList<ChargeRecord>>([]),
        }));
        JSInterop.Mode = JSRuntimeMode.Loose;
        var user = AddAuthorization();
        user.SetAuthorized("dana");
        user.SetPolicies(Permissions.MoneyView, Permissions.MoneyAdjust, Permissions.CustomersEdit);
    }

    [Fact]
    public async Task Those_of_one_balance_that_come_late_are_not_anothers()
    {
        var page = Open(Other);
        page.WaitForAssertion(() => Assert.Contains("coupon of 2", page.Markup, StringComparison.Ordinal));

        Go(page, Late);
        page.WaitForAssertion(() => Assert.DoesNotContain("coupon of 2", page.Markup, StringComparison.Ordinal)); // none while they are being read
        Go(page, Other);
        await page.InvokeAsync(_ofLate.SetResult);

        page.WaitForAssertion(() => Assert.Contains("coupon of 2", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("coupon of 1", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    //           until, from the open period's first day
    [InlineData(-31, "Over", 0)]
    [InlineData(0, "Over", 0)]
    [InlineData(1, "Active", 1)]
    [InlineData(null, "Active", 1)]
    public void One_whose_last_period_is_invoiced_is_over_and_need_not_be_ended(int? days, string state, int buttons)
    {
        _until = days is { } some ? OpenFrom.PlusDays(some) : null;
        var page = Open(Other);
        page.WaitForAssertion(() => Assert.Contains("coupon of 2", page.Markup, StringComparison.Ordinal));

        var row = page.FindAll("tr").Single(one => one.TextContent.Contains("coupon of 2", StringComparison.Ordinal));
        Assert.Equal(state, row.QuerySelectorAll("td")[4].TextContent.Trim());
        Assert.NotNull(row.QuerySelectorAll("td")[4].QuerySelector(buttons == 0 ? ".s-off" : ".s-ok"));
        Assert.Equal(buttons, row.QuerySelectorAll("button").Length);
    }

    // The day itself is not of them: a period that ends on it has nothing off.
    [Fact]
    public void How_long_it_lasts_is_said_as_the_log_says_it()
    {
        _until = OpenFrom.PlusDays(9);
        var page = Open(Other);

        page.WaitForAssertion(() => Assert.Equal(
            "periods that end before 10 Nov 2026",
            page.FindAll("tr").Single(one => one.TextContent.Contains("coupon of 2", StringComparison.Ordinal)).QuerySelectorAll("td")[2].TextContent.Trim()));
    }

    [Fact]
    public void One_of_named_plans_says_whose_costs_it_is_off()
    {
        _plans = ["Basic", "Large"];
        var page = Open(Other);

        page.WaitForAssertion(() => Assert.Equal(
            "What Basic, Large costs",
            page.FindAll("tr").Single(one => one.TextContent.Contains("coupon of 2", StringComparison.Ordinal)).QuerySelector("td.num .sub")?.TextContent));
    }

    private IRenderedComponent<Addressed> Open(long balance)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(Address(balance));

        return Render<Addressed>(page => page.Add(it => it.ChildContent, builder =>
        {
            builder.OpenComponent<SubscriptionsPage>(0);
            builder.AddComponentParameter(1, nameof(SubscriptionsPage.CustomerId), Customer);
            builder.CloseComponent();
        }));
    }

    private void Go(IRenderedComponent<Addressed> page, long balance)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(Address(balance));
        page.Render();
    }

    private static string Address(long balance) => $"admin/customers/{Customer}/subscriptions?balance={balance}";

    private async Task<IReadOnlyList<CouponRecord>> CouponsAsync(long balance)
    {
        if (balance == Late)
        {
            await _ofLate.Task;
        }

        return [new(new() { CouponId = balance, Name = $"coupon of {balance}", Percent = 10, Until = _until, Plans = _plans }, "USD", Then, "dana", null)];
    }
}
