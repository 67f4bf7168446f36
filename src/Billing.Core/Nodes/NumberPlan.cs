using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Billing.Core.Nodes;

/// <summary>How the numbers that a gateway sends are to be understood, and which groups of gateways it belongs to. Immutable.</summary>
/// <param name="Called">Rules for the called party, in their order.</param>
/// <param name="Calling">Rules for the calling party, in their order.</param>
/// <param name="EmergencyNumbers">As they are dialled or as the rules leave them; whole numbers.</param>
/// <param name="Groups">Names of node groups, in ordinal order.</param>
public sealed record NumberPlan(
    ImmutableArray<NumberRule> Called,
    ImmutableArray<NumberRule> Calling,
    FrozenSet<string> EmergencyNumbers,
    ImmutableArray<string> Groups)
{
    /// <summary>Numbers are E.164 as they come; no emergency number, no group.</summary>
    public static readonly NumberPlan Plain = new([], [], [], []);

    private static readonly SearchValues<char> Separators = SearchValues.Create(" -().");

    /// <summary>The called party in E.164 without "+", by the first rule that fits; a keyword as it is.</summary>
    public string NormalizeCalled(string dialled) => Normalize(dialled, Called);

    /// <summary>The calling party in E.164 without "+", by the first rule that fits.</summary>
    public string NormalizeCalling(string number) => Normalize(number, Calling);

    /// <summary>Whether this is a call for help.</summary>
    public bool IsEmergency(string dialled) =>
        EmergencyNumbers.Count > 0
        && (EmergencyNumbers.Contains(WithoutSeparators(dialled)) || EmergencyNumbers.Contains(NormalizeCalled(dialled)));

    /// <summary>Whether two ways of writing it are one dialled number: with "+" or not, with what people put between digits or not.</summary>
    public static bool AreSame(string one, string other) => WithoutSeparators(one).TrimStart('+') == WithoutSeparators(other).TrimStart('+');

    // A number with "+" is in E.164 already: rules are for what is dialled in a country or at a switch.
    private static string Normalize(string dialled, ImmutableArray<NumberRule> rules)
    {
        var number = WithoutSeparators(dialled);

        if (number.StartsWith('+'))
        {
            return number.TrimStart('+');
        }

        foreach (var rule in rules)
        {
            if (rule.Fits(number))
            {
                return rule.Apply(number);
            }
        }

        return number;
    }

    private static string WithoutSeparators(string number) => number.AsSpan().ContainsAny(Separators)
        ? string.Concat(number.Where(c => !Separators.Contains(c)))
        : number;
}
