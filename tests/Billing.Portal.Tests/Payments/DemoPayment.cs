using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Core.Payers;
using Billing.Postgres.Payers;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using Orleans.Core.Internal;

namespace Billing.Portal.Tests.Payments;

/// <summary>Somebody's cash, of which a part was given back: a payment to look at, of a customer that no other test uses.</summary>
internal static class DemoPayment
{
    private const string Operation = "test-cash";

    private static readonly SemaphoreSlim One = new(1);
    private static string? _number;

    /// <summary>Harmless when asked again: it is one payment.</summary>
    /// <returns>Its number.</returns>
    public static async Task<string> MakeAsync(RunningBilling billing)
    {
        await One.WaitAsync();

        try
        {
            return _number ??= await PayAsync(billing);
        }
        finally
        {
            One.Release();
        }
    }

    private static async Task<string> PayAsync(RunningBilling billing)
    {
        var customer = await billing.Grains.GetGrain<ICreationGrain>("test-cash-customer").CreateCustomerAsync(new("Carla Cash"), "admin");
        var account = await billing.Grains.GetGrain<ICreationGrain>("test-cash-account").CreateAccountAsync(
            new(customer.Id, "cash-line", null, 1, [], [], Contracts.Accounts.BalanceChoice.Own), "admin");
        Assert.True(account.IsDone, account.ToString());
        var terms = await billing.Grains.GetGrain<Contracts.Accounts.IAccountGrain>(account.Id).GetAsync();
        var payment = billing.Grains.GetGrain<IPaymentGrain>(Operation);
        var reply = await payment.TopUpAsync(new(terms!.BalanceId, 40, new(PaymentMethodKind.Cash, Reference: "receipt 17"), null, "admin"));
        Assert.Equal(PaymentResult.Done, reply.Result);
        await payment.RefundAsync(new("test-cash-back", 5, "too much", "admin"));

        return reply.PaymentId.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>25 of cash of somebody new with invoices of 30 and 20, paid when both were there.</summary>
    /// <returns>The payment's number, and the later invoice's.</returns>
    public static async Task<(string Payment, string Second)> ForInvoicesAsync(RunningBilling billing)
    {
        var key = $"{Guid.NewGuid():N}";
        var customer = await billing.Grains.GetGrain<ICreationGrain>($"{key}-customer").CreateCustomerAsync(new("Ina Invoiced"), "admin");
        var account = await billing.Grains.GetGrain<ICreationGrain>($"{key}-account").CreateAccountAsync(
            new(customer.Id, $"line-{key[..12]}", null, 1, [], [], Contracts.Accounts.BalanceChoice.Own), "admin");
        var balanceId = (await billing.Grains.GetGrain<Contracts.Accounts.IAccountGrain>(account.Id).GetAsync())!.BalanceId;
        await billing.Services.GetRequiredService<PlanPublisher>().PublishAsync(key, new ClassTerms { IsClosedByRuns = true }, CancellationToken.None);
        var payer = billing.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.Null((await payer.OpenAsync(new(key, false, null))).Problem);

        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);

        // A period ends once a day: as if each had begun some days ago.
        foreach (var (amount, days) in new[] { (30m, 4), (20m, 2) })
        {
            Assert.Null((await payer.ChargeOnceAsync($"{key}-{amount}", amount, "Router")).Problem);
            await using var begin = database.CreateCommand($"update payer set open_from = current_date - {days} where balance_id = {balanceId}");
            await begin.ExecuteNonQueryAsync();
            await payer.Cast<IGrainManagementExtension>().DeactivateOnIdle();
            Assert.Null((await payer.CloseNowAsync()).Problem);
        }

        var reply = await billing.Grains.GetGrain<IPaymentGrain>($"{key}-cash").TopUpAsync(
            new(balanceId, 25, new(PaymentMethodKind.Cash, Reference: "receipt 18"), null, "admin"));
        Assert.Equal(PaymentResult.Done, reply.Result);
        await payer.WakeAsync();
        var invoices = await billing.Services.GetRequiredService<IInvoiceSheetQuery>().ListAsync(
            Scope.Everything, new(BalanceId: balanceId), new(), SystemClock.Instance.GetCurrentInstant(), CancellationToken.None);

        return (reply.PaymentId.ToString(CultureInfo.InvariantCulture), invoices.Rows.MaxBy(row => row.InvoiceId)!.Number);
    }
}
