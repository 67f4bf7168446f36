using System.Collections.Immutable;

namespace Billing.Grains.Changes;

/// <summary>Lists of messages: one that was left out is an empty one.</summary>
internal static class Lists
{
    public static ImmutableArray<T> OrEmpty<T>(this ImmutableArray<T> list) => list.IsDefault ? [] : list;

    public static bool AreDistinct<T>(this ImmutableArray<T> list) => list.Distinct().Count() == list.Length;
}
