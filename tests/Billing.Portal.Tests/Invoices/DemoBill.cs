using Billing.Contracts.Accounts;
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

    /// <summary>Harmless when asked again: it is one invoice.</summary>
    /// <returns>Its number.</returns>
    public static async Task<string> MakeAsync(RunningBilling billing)
    {
        await One.WaitAsync();

        try
        {
            return _number ??= await IssueAsync(billing);
        }
        finally
        {
            One.Release();
        }
    }

    public static async Task<long> BalanceOfAsync(RunningBilling billing, string alias) =>
        (await billing.Services.GetRequiredService<IAccountQuery>().ShowAsync(alias, CancellationToken.None))!.BalanceId;

    private static async Task<string> IssueAsync(RunningBilling billing)
    {
        var publisher = billing.Services.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(
            Class, new ClassTerms { Invoices = new InvoiceTerms { Taxes = new TaxTerms([new("VAT 20 %", 20, [])], IsInclusive: false) } }, CancellationToken.None);
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
        await billing.Grains.GetGrain<IBillRunGrain>(Run).StartAsync(new(Class, "2020-01-01", IsDryRun: true));

        return (await billing.Services.GetRequiredService<IInvoiceQuery>().PageAsync(new(balanceId), null, 1, CancellationToken.None))[0].Number;
    }
}
