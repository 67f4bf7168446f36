using Billing.Core.Sessions;

namespace Billing.Grains.Sessions;

/// <summary>Compares what gateways were told of running data sessions with what decides it.</summary>
public interface ISessionPolicyStore
{
    /// <summary>What products say, by their numbers, and every policy by which overdue payers are limited.</summary>
    Task<(IReadOnlyDictionary<long, SessionPolicy> Products, IReadOnlySet<string> Limits)> PoliciesAsync();

    /// <summary>What running data sessions of accounts in service were told, in groups of the same.</summary>
    Task<IReadOnlyList<PolicyGroup>> GroupsAsync();

    /// <summary>The sessions of some of the groups.</summary>
    Task<IReadOnlyList<SteeredSession>> SessionsAsync(IReadOnlyList<PolicyGroup> groups, int most);

    /// <summary>Sessions whose newest change nobody told their gateway, or that is to be told again by now.</summary>
    Task<IReadOnlyList<SteeredSession>> UntoldAsync(int most);

    /// <summary>Running sessions of accounts that are not in service, which nobody asked to end, or that are to be asked again by now.</summary>
    Task<IReadOnlyList<BlockedSession>> BlockedAsync(int most);

    /// <summary>Sessions at a captive portal for which money is held again, and whose gateway was not told or is to be told again by now.</summary>
    Task<IReadOnlyList<LiftedSession>> LiftedAsync(int most);

    /// <summary>Orders whose time has come and whose cause is gone are not to be given again.</summary>
    Task ForgetGoneAsync();
}

/// <summary>Sessions that were told the same and are to be told the same.</summary>
/// <param name="ZoneId">Their billing time zone.</param>
/// <param name="Told">The policy that their gateways were told; null: the ordinary one.</param>
/// <param name="ProductId">The product that decides; null: none has a policy.</param>
/// <param name="Limit">The policy of the payer's class while what is owed is overdue; null: it is not, or has none.</param>
public readonly record struct PolicyGroup(string ZoneId, string? Told, long? ProductId, string? Limit);

/// <param name="Cause">Of the order that it did not obey; of its own where there is none.</param>
/// <param name="Status">What the account is, in small letters.</param>
public readonly record struct BlockedSession(Guid SessionId, string Cause, string Status);

/// <param name="Policy">What applies to it now; null: the ordinary one.</param>
/// <param name="Steerings">How often what its gateway should do changed.</param>
public readonly record struct LiftedSession(Guid SessionId, string? Policy, int Steerings);

/// <param name="Steerings">How often what its gateway should do changed.</param>
public readonly record struct SteeredSession(Guid SessionId, long BalanceId, int Steerings);
