namespace Billing.Core.Tariffs;

/// <summary>Digits packed into a number: four bits per digit from the top, 1 for '0' to 10 for '9', then zeros.</summary>
/// <remarks>In the order of keys a prefix comes before whatever it is a prefix of, and that follows it directly.</remarks>
internal static class PrefixKey
{
    private const int DigitBits = 4;

    /// <summary>The key of the digits at the beginning; those after the longest possible prefix are not looked at.</summary>
    internal static ulong Of(ReadOnlySpan<char> number)
    {
        var key = 0UL;
        var shift = 64;

        foreach (var character in number)
        {
            var digit = character - '0';

            if ((uint)digit > 9 || shift == 0)
            {
                break;
            }

            shift -= DigitBits;
            key |= (ulong)(digit + 1) << shift;
        }

        return key;
    }

    internal static bool IsPrefixOf(ulong prefix, ulong number)
    {
        // The lowest digit of the prefix is in the four bits that hold its lowest one bit.
        var unusedBits = ulong.TrailingZeroCount(prefix) & ~(ulong)(DigitBits - 1);

        return unusedBits == 64 || (prefix ^ number) >> (int)unusedBits == 0;
    }
}
