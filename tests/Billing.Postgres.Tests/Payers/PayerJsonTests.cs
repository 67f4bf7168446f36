using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using NodaTime;

namespace Billing.Postgres.Tests.Payers;

public sealed class PayerJsonTests
{
    // Their defaults are true, six hours and fifteen days: left out, they would come back as these.
    [Fact]
    public void What_is_false_and_zero_stays_so()
    {
        var plan = new SubscriptionTerms { Name = "Line", Fee = 0.10m, Cycle = new(PeriodKind.Monthly, 3), ProratesFirst = false, ProratesLast = false };
        var terms = new ClassTerms { ClosingDelay = Duration.Zero, Invoices = new() { PaymentTermDays = 0 } };

        var read = PayerJson.Read<SubscriptionTerms>(PayerJson.Write(plan));
        var again = PayerJson.Read<ClassTerms>(PayerJson.Write(terms));

        Assert.Equal(plan with { Discounts = read.Discounts }, read);
        Assert.Equal((Duration.Zero, 0), (again.ClosingDelay, again.Invoices.PaymentTermDays));
    }
}
