using System.Text.Json.Nodes;
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

    [Fact]
    public void A_history_comes_back_as_it_was()
    {
        var (plan, at) = (new SubscriptionTerms { Name = "Line", Fee = 31, Cycle = new(PeriodKind.Monthly) }, Instant.FromUtc(2026, 6, 1, 12, 0));
        var begun = SubscriptionOrders.Create(new() { SubscriptionId = 7, Zone = DateTimeZone.Utc }, 3, plan, 2, null, at);
        var ending = Assert.IsType<SubscriptionOutcome.Changed>(SubscriptionOrders.Cancel(begun, true, at + Duration.FromDays(40), at)).Subscription;
        var charged = ending with { ChargedThrough = at + Duration.FromDays(35) };
        var withdrawn = Assert.IsType<SubscriptionOutcome.Changed>(SubscriptionOrders.Withdraw(charged, charged.ChargedThrough)).Subscription;

        var read = PayerJson.Read<History>(PayerJson.Write(History.Of(withdrawn))).Subscription(7, null, DateTimeZone.Utc, _ => plan);

        Assert.Equal(new(2026, 7, 11), read.Segments[0].CutTo);
        Assert.Equal(withdrawn.Segments, read.Segments);
        Assert.Equal(withdrawn.ChargedThrough, read.ChargedThrough);
    }

    [Fact]
    public void What_an_end_credits_and_the_first_days_of_fees_that_shrank_come_back_as_they_were()
    {
        var (plan, at) = (new SubscriptionTerms { Name = "Line", Fee = 31, Cycle = new(PeriodKind.Monthly) }, Instant.FromUtc(2026, 6, 1, 12, 0));
        var begun = SubscriptionOrders.Create(new() { SubscriptionId = 7, Zone = DateTimeZone.Utc }, 3, plan, 2, null, at);
        var ended = Assert.IsType<SubscriptionOutcome.Changed>(SubscriptionOrders.Cancel(begun, true, at, at, credit: EndCredit.Full)).Subscription;
        var key = new ChargeKey(7, new(2026, 6, 1), "fee.1");
        var written = ended with { Shrunk = ended.Shrunk.Add(key, new(2026, 6, 11)) };

        var read = PayerJson.Read<History>(PayerJson.Write(History.Of(written))).Subscription(7, null, DateTimeZone.Utc, _ => plan);

        Assert.Equal(EndCredit.Full, read.Segments[0].Credit);
        Assert.Equal(new LocalDate(2026, 6, 11), read.Shrunk[key]);

        var old = JsonNode.Parse(PayerJson.Write(History.Of(written)))!.AsObject();
        Assert.True(old.Remove("shrunk")); // as it was written before that was kept
        Assert.Empty(PayerJson.Read<History>(old.ToJsonString()).Subscription(7, null, DateTimeZone.Utc, _ => plan).Shrunk);
    }

    [Fact]
    public void An_end_that_was_written_before_products_followed_ends_is_not_followed()
    {
        var (plan, at) = (new SubscriptionTerms { Name = "Line", Fee = 31, Cycle = new(PeriodKind.Monthly) }, Instant.FromUtc(2026, 6, 1, 12, 0));
        var begun = SubscriptionOrders.Create(new() { SubscriptionId = 7, Zone = DateTimeZone.Utc }, 3, plan, 2, null, at) with { ProductsOf = 1, ProductBefore = 5 };
        var ended = Assert.IsType<SubscriptionOutcome.Changed>(SubscriptionOrders.Cancel(begun, true, at + Duration.FromDays(3), at)).Subscription;
        var written = History.Of(ended);

        Assert.Equal((1, 5L), Read(written) is var now ? (now.ProductsOf, now.ProductBefore!.Value) : default);
        Assert.Equal(2, Read(written with { FollowsEnd = null }).ProductsOf);
        Assert.Equal(1, Read(History.Of(begun) with { FollowsEnd = null }).ProductsOf);

        Subscription Read(History history) =>
            PayerJson.Read<History>(PayerJson.Write(history)).Subscription(7, null, DateTimeZone.Utc, _ => plan);
    }
}
