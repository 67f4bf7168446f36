using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Payments;
using Billing.Testing;

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
}
