using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Core.Taxes;
using Billing.Postgres.Payers;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Core.Internal;

namespace Billing.Portal.Tests.Invoices;

/// <summary>Carol pays for a plan, and her period is closed before its end: an invoice to look at.</summary>
internal static class DemoBill
{
    /// <summary>What billing calls her class in tests.</summary>
    public const string Class = "test-line";

    public const string Plan = "Line rent";

    public const string Run = "2020-01 (computed)";

    private static readonly SemaphoreSlim One = new(1);
    private static string? _number;

    /// <summary>Does something to carol, not while her invoice is made: what she is credited meanwhile would be on it.</summary>
    public static async Task ApartAsync(Func<Task> act)
    {
        await One.WaitAsync();

        try
        {
            await act();
        }
        finally
        {
            One.Release();
        }
    }

    /// <summary>Harmless when asked again: it is one invoice.</summary>
    /// <returns>Its number.</returns>
    public static async Task<string> MakeAsync(RunningBilling billing)
    {
        await ApartAsync(async () => _number ??= await IssueAsync(billing));

        return _number!;
    }

    public static async Task<long> BalanceOfAsync(RunningBilling billing, string alias) =>
        (await billing.Services.GetRequiredService<IAccountQuery>().ShowAsync(alias, CancellationToken.None))!.BalanceId;

    /// <summary>Somebody of a class of their own, with an invoice over 40 and a fee of 10 in a period that has ended since.</summary>
    /// <returns>What the class is called, and the customer's number.</returns>
    public static async Task<(string Class, string Number)> UnbilledAsync(RunningBilling billing)
    {
        var name = $"unbilled-{Guid.NewGuid():N}"[..30];
        var creation = () => billing.Grains.GetGrain<ICreationGrain>($"{Guid.NewGuid():N}");
        var customerId = (await creation().CreateCustomerAsync(new("Draft Dora"), "test")).Id;
        var accountId = (await creation().CreateAccountAsync(new(customerId, name, null, 1, [], [], BalanceChoice.Own), "test")).Id;
        var balanceId = (await billing.Grains.GetGrain<IAccountGrain>(accountId).GetAsync())!.BalanceId;
        await billing.Grains.GetGrain<IBalanceGrain>(balanceId).CreditAsync(new($"{name}/funds", CreditKind.Adjustment, 100, "Welcome", ExpiresAt: null));
        var publisher = billing.Services.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(name, new ClassTerms { IsClosedByRuns = true }, CancellationToken.None);
        var planId = await publisher.PublishAsync(
            new SubscriptionTerms { Name = name, Fee = 10, Cycle = new(PeriodKind.Monthly), ProratesFirst = false }, Currency.Usd, null, CancellationToken.None);
        var payer = billing.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(name, false, null))).IsDone);
        Assert.Null((await payer.ChargeOnceAsync(name, 40, "Router")).Problem);
        Assert.Null((await payer.CloseNowAsync()).Problem);
        Assert.True((await payer.SubscribeAsync(new(name, planId, null))).IsDone);

        // As it is two months later; the grain that does not know that is told to go.
        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);
        await using var past = database.CreateCommand($"""
            with past as materialized (select set_config('session_replication_role', 'replica', true)) -- triggers keep what was issued
            update invoice set period_from = period_from - interval '2 months', period_to = period_to - interval '2 months' from past where balance_id = {balanceId};
            update subscription_charge set belongs_at = belongs_at - interval '3 months' where balance_id = {balanceId};
            update payer set open_from = open_from - interval '2 months' where balance_id = {balanceId};
            """);
        await past.ExecuteNonQueryAsync();
        await payer.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        await using var number = database.CreateCommand($"select number from customer where customer_id = {customerId}");

        return (name, (string)(await number.ExecuteScalarAsync())!);
    }

    public static async Task<long> CustomerOfAsync(RunningBilling billing, string number) =>
        (await billing.Services.GetRequiredService<ICustomerQuery>().FindByNumberAsync(number, CancellationToken.None))!.Value;

    private static async Task<string> IssueAsync(RunningBilling billing)
    {
        var publisher = billing.Services.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(
            Class, new ClassTerms { IsPrepaid = true, Invoices = new InvoiceTerms { Taxes = new TaxTerms([new("VAT 20 %", 20, [])], IsInclusive: false) } }, CancellationToken.None);
        var planId = await publisher.PublishAsync(
            new SubscriptionTerms { Name = Plan, Fee = 1, Cycle = new(PeriodKind.Monthly), ProratesFirst = false }, Currency.Usd, null, CancellationToken.None);
        await publisher.PublishAsync(
            new SubscriptionTerms { Name = "Large line rent", Fee = 2, Cycle = new(PeriodKind.Monthly) }, Currency.Usd, null, CancellationToken.None);
        var balanceId = await BalanceOfAsync(billing, "carol");
        var payer = billing.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(Class, false, null))).IsDone);
        Assert.True((await payer.SubscribeAsync(new("demo-bill/carol", planId, null))).IsDone);
        var reply = await payer.CloseNowAsync();
        Assert.Null(reply.Problem);
        Assert.True((await payer.GiveCouponAsync(new("demo-bill/coupon", "Welcome back", 10, null, null, 3, false, "test"))).IsDone); // after the invoice
        await billing.Grains.GetGrain<IBillRunGrain>(Run).StartAsync(new(Class, "2020-01-01", IsDryRun: true));

        return (await billing.Services.GetRequiredService<IInvoiceQuery>().PageAsync(new(balanceId), null, 1, CancellationToken.None))[0].Number;
    }
}
