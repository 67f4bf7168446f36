namespace Billing.Core.Tariffs;

/// <summary>Finds the longest prefix of a number, and from there the next shorter ones.</summary>
/// <remarks>
/// The prefixes stand sorted by key, each with the place of the next shorter prefix of itself. The last prefix that is
/// not after the number is the longest match or lies inside it, so the match is found by going to shorter prefixes. A
/// table by the first five digits leaves a handful of neighbours to search: for a number that no cache has seen, that is
/// a few accesses to memory where a trie needs one per digit.
/// </remarks>
internal sealed class PrefixTable
{
    private const int JumpDigits = 5;
    private const int JumpBits = 4 * JumpDigits;

    private readonly ulong[] _keys;
    private readonly int[] _shorter;

    // So few are found as fast by halving alone; the table would cost more to make than a small tariff is used.
    private const int FewKeys = 64;

    /// <summary>By the first five digits as a number: the first key that is not before them; empty for few keys.</summary>
    private readonly int[] _jumps;

    /// <param name="keys">Ascending, each once.</param>
    internal PrefixTable(ulong[] keys)
    {
        _keys = keys;
        _shorter = new int[keys.Length];

        for (var i = 0; i < keys.Length; i++)
        {
            _shorter[i] = FindCovering(i - 1, keys[i]);
        }

        _jumps = keys.Length <= FewKeys ? [] : new int[100_001];

        for (int digits = 0, i = 0; digits < _jumps.Length - 1; digits++)
        {
            var key = KeyOf(digits);

            while (i < keys.Length && keys[i] < key)
            {
                i++;
            }

            _jumps[digits] = i;
        }

        if (_jumps.Length > 0)
        {
            _jumps[^1] = keys.Length;
        }
    }

    /// <summary>The place of the longest prefix of the number; −1 when there is none.</summary>
    internal int FindLongest(ulong number)
    {
        var (from, to) = (0, _keys.Length);

        if (_jumps.Length > 0 && (number >> (64 - JumpBits) & 15) != 0)
        {
            var digits = DigitsOf(number);
            (from, to) = (_jumps[digits], _jumps[digits + 1]);
        }

        while (from < to)
        {
            var middle = (from + to) >>> 1;

            if (_keys[middle] <= number)
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }

        return FindCovering(from - 1, number);
    }

    /// <summary>The place of the next shorter prefix of the one at <paramref name="place"/>; −1 when there is none.</summary>
    internal int FindShorter(int place) => _shorter[place];

    private int FindCovering(int place, ulong number)
    {
        while (place >= 0 && !PrefixKey.IsPrefixOf(_keys[place], number))
        {
            place = _shorter[place];
        }

        return place;
    }

    private static int DigitsOf(ulong key)
    {
        var digits = 0;

        for (var shift = 60; shift >= 64 - JumpBits; shift -= 4)
        {
            digits = digits * 10 + (int)(key >> shift & 15) - 1;
        }

        return digits;
    }

    private static ulong KeyOf(int digits)
    {
        var key = 0UL;

        for (var shift = 64 - JumpBits; shift <= 60; shift += 4, digits /= 10)
        {
            key |= (ulong)(digits % 10 + 1) << shift;
        }

        return key;
    }
}
