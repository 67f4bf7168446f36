using System.Collections.Immutable;
using Billing.Contracts;
using Billing.Core.Balances;
using Billing.Core.Notifications;
using Microsoft.Extensions.Options;

namespace Billing.Grains.Notifications;

/// <summary>What payers are told of a decision about their balance.</summary>
internal sealed class Thresholds(IOptions<NotificationOptions> options, TimeProvider clock)
{
    private readonly Dictionary<string, decimal> _lowBalance = options.Value.LowBalance;

    /// <summary>Of who has not said it; null: not told.</summary>
    public decimal? LowBalanceIn(string currency) => _lowBalance.TryGetValue(currency, out var amount) ? amount : null;

    public ImmutableArray<Notice> CrossedBy(Balance before, Posting posting) =>
        Crossings.Of(before, posting, LowBalanceIn(before.Currency.Code), clock.Now());
}
