using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Core.Accounts;
using Billing.Grains.Rating;

namespace Billing.Grains.Accounts;

/// <summary>What it grants on trust while nothing can be committed: from memory, and remembered nowhere else.</summary>
internal sealed partial class AccountGrain
{
    private StandIn _standIn = StandIn.None;

    // Who had nothing left when it was last asked gets nothing on trust.
    private AccessResult _lastResult;

    public async ValueTask<AccessReply> StandInAsync(AccessRequest request, decimal limit)
    {
        // As it was last read: the database that would know better cannot be asked.
        if (_account is not { } account || !account.Aliases.Contains(request.Credentials.Alias))
        {
            return new(AccessResult.NotMine);
        }

        return await AuthorizeAsync(account, request, new Way(IsTest: false, limit));
    }

    private AccessReply Trust(SessionOpening opening, RateChoice choice, decimal limit)
    {
        if (!opening.IsEmergency
            && _lastResult is AccessResult.InsufficientFunds or AccessResult.AllowanceUsedUp or AccessResult.SpendingLimitReached)
        {
            return new(_lastResult);
        }

        var wanted = opening.SliceUnits is { } slice ? long.Min(slice, opening.LongestUnits) : opening.LongestUnits;
        var units = wanted;

        if (!opening.IsEmergency)
        {
            (units, _standIn) = _standIn.Grant(
                choice.Rate!, wanted, new(opening.At, NodaTime.DateTimeZoneProviders.Tzdb[opening.ZoneId], choice.Periods), limit, opening.At);
        }

        return units > 0
            ? new(
                AccessResult.Granted, opening.Service, opening.Unit, opening.BalanceId, units, decimal.Max(0, limit - _standIn.Given), opening.Currency ?? "",
                opening.SliceUnits is not null)
            : new(AccessResult.InsufficientFunds);
    }

    /// <summary>How a request is answered: in earnest, as a trial, or on trust up to a limit for the day.</summary>
    private readonly record struct Way(bool IsTest = false, decimal? Limit = null);
}
