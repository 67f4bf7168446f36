using Billing.Contracts.Records;
using Billing.Core.Balances;
using Billing.Portal.Care;
using NodaTime;

namespace Billing.Portal.Tests.Care;

public sealed class LatestEventTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 26, 12, 0);

    [Fact]
    public void Payments_and_fees_stand_among_what_was_used_and_usage_only_once()
    {
        var events = LatestEvent.Merge(
            [],
            [Entry(LedgerReason.Fee, 1), Entry(LedgerReason.Usage, 3), Entry(LedgerReason.TopUp, 2), Entry(LedgerReason.OneOff, 0)],
            most: 2);

        Assert.Equal([LedgerReason.TopUp, LedgerReason.Fee], events.Select(one => one.Entry!.Reason));
    }

    private static StatementRow Entry(LedgerReason reason, int hour) =>
        new(hour, Noon + Duration.FromHours(hour), reason, 1, 1, "USD", "op", "alice", null, null, null, null, null, null);
}
