using System.Globalization;
using System.Text.RegularExpressions;
using Billing.Contracts.Vouchers;
using Billing.Portal.Design;

namespace Billing.Portal.Vouchers;

/// <summary>What vouchers' states are called.</summary>
internal static partial class VoucherWords
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

    /// <summary>What a batch is stored as, such as <c>2 × 5.00 USD</c> or <c>2 of 5 USD</c>, as the viewer writes figures.</summary>
    /// <returns>What is none of these, as it is.</returns>
    public static string Batch(string stored, CultureInfo culture) => Stored().Match(stored) is { Success: true } parts
        ? string.Create(
            culture,
            $"{long.Parse(parts.Groups["count"].ValueSpan, CultureInfo.InvariantCulture):N0} × {Money.Text(decimal.Parse(parts.Groups["amount"].ValueSpan, CultureInfo.InvariantCulture), parts.Groups["currency"].Value, culture)}")
        : stored;

    [GeneratedRegex(@"^(?<count>[0-9]{1,9}) (×|of) (?<amount>[0-9]{1,15}(\.[0-9]{1,5})?) (?<currency>[A-Z]{3})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Stored();
}
