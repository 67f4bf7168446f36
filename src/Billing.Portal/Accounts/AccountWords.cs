using Billing.Core.Accounts;
using Billing.Portal.Design;

namespace Billing.Portal.Accounts;

/// <summary>What accounts' states are called.</summary>
internal static class AccountWords
{
    public static StatusTone Tone(AccountStatus status) => status switch
    {
        AccountStatus.Active => StatusTone.Ok,
        AccountStatus.Suspended => StatusTone.Warn,
        _ => StatusTone.Off,
    };

    /// <summary>English; the key of its translation.</summary>
    public static string Name(AccountStatus status) => status switch
    {
        AccountStatus.Active => "Active",
        AccountStatus.Suspended => "Blocked",
        _ => "Closed",
    };
}
