namespace Billing.Contracts.Accounts;

/// <summary>Why a login is rejected, in the words that gateways and people are told.</summary>
public static class AccessReasons
{
    public const string Unknown = "unknown user or wrong password";
    public const string Blocked = "the account is blocked";
    public const string NoAddress = "no address is free";
    public const string NoFunds = "not enough funds";
    public const string Forbidden = "the destination is forbidden";
    public const string AllowanceUsedUp = "allowance used up";
    public const string SpendingLimitReached = "spending limit reached";
    public const string TooManyFailures = "too many failures, try later";

    /// <summary>All that accounts' logins are rejected for.</summary>
    public static IReadOnlyList<string> OfAccounts { get; } =
        [.. Enum.GetValues<AccessResult>().Where(result => result is not (AccessResult.Granted or AccessResult.Recognized)).Select(Reason).Distinct()];

    /// <param name="result">Any but the accepting ones.</param>
    public static string Reason(this AccessResult result) => result switch
    {
        AccessResult.WrongCredentials or AccessResult.NotMine => Unknown,
        AccessResult.Blocked => Blocked,
        AccessResult.InsufficientFunds => NoFunds,
        AccessResult.Forbidden => Forbidden,
        AccessResult.NoRate => "no rate for the destination",
        AccessResult.NoService => "the service is not part of the product",
        AccessResult.TooManySessions => "too many sessions",
        AccessResult.AllowanceUsedUp => AllowanceUsedUp,
        AccessResult.SpendingLimitReached => SpendingLimitReached,
        AccessResult.TooManyFailures => TooManyFailures,
        _ => "not granted", // for what a newer silo of the cluster knows
    };
}
