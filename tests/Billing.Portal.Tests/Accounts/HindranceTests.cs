using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Core.Accounts;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Customers;
using Billing.Core.Discounts;
using Billing.Portal.Accounts;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Tests.Accounts;

public sealed class HindranceTests : BunitContext
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 26, 12, 0);
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Madrid"];
    private static readonly AccountView Account = new(
        7, 1, 3, "ann", ["ann"], AccountStatus.Active, null, CustomerStatus.Active, 1, [], null, null, Now, 1);

    private static readonly BalanceView Balance = new("EUR", 10, 0, 0, 10, 0, 0);

    [Fact]
    public void Nothing_hinders_an_account_that_is_active_and_has_money() => Assert.Empty(Of(Account, Balance, Funds.None));

    [Fact]
    public void Who_blocked_it_said_why()
    {
        var all = Of(Account with { Status = AccountStatus.Suspended, StatusReason = "Unpaid" }, Balance, Funds.None);

        Assert.Equal([("The account is blocked: {0}", "Unpaid")], all.Select(one => (one.Key, (string)one.Arguments[0])));
    }

    [Fact]
    public void A_suspended_customer_hinders_all_its_accounts()
    {
        var all = Of(Account with { CustomerStatus = CustomerStatus.Suspended }, Balance, Funds.None);

        Assert.Equal(StatusTone.Bad, Assert.Single(all).Tone);
        Assert.Equal("The customer is suspended: {0}", all[0].Key);
    }

    [Theory]
    [InlineData(0, StatusTone.Bad)]
    [InlineData(100, StatusTone.Warn)]
    public void Without_money_only_what_is_included_works(int minutes, StatusTone tone)
    {
        var allowance = new Allowance { AllowanceId = 1, Name = "100 minutes", Kind = AllowanceKind.Units, Initial = 6_000, Remaining = minutes * 60 };
        var all = Of(Account, Balance with { Available = 0 }, Funds.None with { Allowances = [allowance] });

        Assert.Equal(tone, Assert.Single(all).Tone);
    }

    [Theory]
    [InlineData(4.99, 0)]
    [InlineData(5, 1)]
    public void A_spending_limit_hinders_when_it_is_reached_in_this_period(decimal spent, int hindrances)
    {
        var today = BillingPeriod.At(PeriodKind.Daily, Now, Zone, BillingPeriod.CommonAnchor).Start;
        var yesterday = BillingPeriod.At(PeriodKind.Daily, Now - Duration.FromDays(1), Zone, BillingPeriod.CommonAnchor).Start;
        var key = new CounterKey(CounterOf.SpendingLimit, 4);
        var funds = Funds.None with
        {
            Limits = [new(4, 7, 5, PeriodKind.Daily), new(5, 8, 0.01m, PeriodKind.Daily)],
            Counters = [new(key, today, spent), new(key, yesterday, 100), new(new(CounterOf.SpendingLimit, 5), today, 1)],
        };

        Assert.Equal(hindrances, Of(Account, Balance, funds).Count);
    }

    [Theory]
    [InlineData("JPY", "500 JPY")]
    [InlineData("EUR", "500.00 EUR")]
    [InlineData("KWD", "500.000 KWD")]
    public void Money_is_told_with_the_decimals_of_its_currency(string currency, string told)
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        var today = BillingPeriod.At(PeriodKind.Daily, Now, Zone, BillingPeriod.CommonAnchor).Start;
        var funds = Funds.None with
        {
            Limits = [new(4, 7, 500, PeriodKind.Daily)],
            Counters = [new(new(CounterOf.SpendingLimit, 4), today, 500)],
        };
        var all = Hindrance.Of(Account, null, null, Balance with { Currency = currency }, new(currency, 0, funds), null, [], Zone, Now);

        Assert.Contains($"A spending limit is reached: {told}", Render<Hindrances>(it => it.Add(one => one.All, all)).Find("b").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_sessions_as_the_payer_may_have_hinder_the_next()
    {
        var terms = new AccountTerms(7, 1, 3, AccountStatus.Active, "UTC", [], [], MaxSessionsOfPayer: 2);

        Assert.Empty(Hindrance.Of(Account, null, null, Balance with { OpenSessions = 1 }, null, terms, [], Zone, Now));
        Assert.Single(Hindrance.Of(Account, null, null, Balance with { OpenSessions = 2 }, null, terms, [], Zone, Now));
    }

    private static IReadOnlyList<Hindrance> Of(AccountView account, BalanceView balance, Funds funds) =>
        Hindrance.Of(account, null, null, balance, new("EUR", 0, funds), null, [], Zone, Now);
}
