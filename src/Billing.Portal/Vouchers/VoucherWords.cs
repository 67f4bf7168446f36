using Billing.Contracts.Vouchers;
using Billing.Portal.Design;

namespace Billing.Portal.Vouchers;

/// <summary>What vouchers' states are called.</summary>
internal static class VoucherWords
{
    public static StatusTone Tone(VoucherState state) => state switch
    {
        VoucherState.Active => StatusTone.Ok,
        VoucherState.Blocked => StatusTone.Warn,
        _ => StatusTone.Off,
    };

    /// <summary>English; the key of its translation.</summary>
    public static string Name(VoucherState state) => state switch
    {
        VoucherState.Active => "May be used",
        VoucherState.Blocked => "Blocked",
        _ => "Used",
    };
}
