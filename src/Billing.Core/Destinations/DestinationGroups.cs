using System.Collections.Immutable;
using Billing.Core.Tariffs;

namespace Billing.Core.Destinations;

/// <summary>All destination groups, compiled: which of them a destination is in. Immutable; safe to share between threads.</summary>
/// <remarks>
/// Within a group the longest matching prefix, or the keyword as a whole, decides: as a member it is in, as an exclusion
/// it is not. <c>*</c> decides where nothing else of the group matches.
/// </remarks>
public sealed class DestinationGroups
{
    public static readonly DestinationGroups None = new([]);

    private readonly Dictionary<string, List<Membership>>.AlternateLookup<ReadOnlySpan<char>> _byDestination;

    /// <exception cref="ArgumentException">Two groups have one name, or a group has a destination twice.</exception>
    public DestinationGroups(IEnumerable<DestinationGroup> groups)
    {
        var byDestination = new Dictionary<string, List<Membership>>(StringComparer.OrdinalIgnoreCase);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

        foreach (var group in groups)
        {
            if (!names.Add(group.Name))
            {
                throw new ArgumentException($"two destination groups are named \"{group.Name}\"", nameof(groups));
            }

            foreach (var member in group.Members)
            {
                if (!byDestination.TryGetValue(member.Destination, out var here))
                {
                    byDestination.Add(member.Destination, here = []);
                }

                if (here.Count > 0 && here[^1].Group == group.Name)
                {
                    throw new ArgumentException($"group \"{group.Name}\" has {member.Destination} twice", nameof(groups));
                }

                here.Add(new(group.Name, member.IsExcluded));
            }
        }

        _byDestination = byDestination.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Whether the destination is in the group; false for a group that does not exist. Allocates nothing.</summary>
    /// <param name="groupName">In capitals or not.</param>
    /// <param name="destination">A number in E.164 without "+", or a keyword.</param>
    public bool Matches(string groupName, ReadOnlySpan<char> destination)
    {
        for (var candidate = First(destination); !candidate.IsEmpty; candidate = Next(candidate))
        {
            if (_byDestination.TryGetValue(candidate, out var here))
            {
                foreach (var membership in here)
                {
                    if (string.Equals(membership.Group, groupName, StringComparison.OrdinalIgnoreCase))
                    {
                        return !membership.IsExcluded;
                    }
                }
            }
        }

        return false;
    }

    /// <summary>The names of the groups that the destination is in, in ordinal order.</summary>
    /// <param name="destination">A number in E.164 without "+", or a keyword; empty is in no group.</param>
    public ImmutableArray<string> Of(ReadOnlySpan<char> destination)
    {
        List<Membership>? decided = null;

        for (var candidate = First(destination); !candidate.IsEmpty; candidate = Next(candidate))
        {
            if (_byDestination.TryGetValue(candidate, out var here))
            {
                decided ??= [];
                var before = decided.Count;

                foreach (var membership in here)
                {
                    if (decided.FindIndex(0, before, earlier => earlier.Group == membership.Group) < 0)
                    {
                        decided.Add(membership);
                    }
                }
            }
        }

        return decided is null
            ? []
            : [.. decided.Where(membership => !membership.IsExcluded).Select(membership => membership.Group).Order(StringComparer.Ordinal)];
    }

    // A number's beginnings from the longest on, or a keyword; then "*".
    private static ReadOnlySpan<char> First(ReadOnlySpan<char> destination) =>
        Destination.IsPrefix(destination) && destination.Length > Destination.MaxDigits
            ? destination[..Destination.MaxDigits]
            : destination;

    private static ReadOnlySpan<char> Next(ReadOnlySpan<char> candidate) => candidate switch
    {
        Destination.Any => [],
        _ when Destination.IsPrefix(candidate) && candidate.Length > 1 => candidate[..^1],
        _ => Destination.Any,
    };

    private readonly record struct Membership(string Group, bool IsExcluded);
}
