using System.Collections.Immutable;

namespace Billing.Core.Destinations;

/// <summary>A named set of destinations, such as <c>EU mobile</c>: what allowances and discounts are given for.</summary>
/// <param name="Name">Unique, in capitals or not; without commas.</param>
/// <param name="Members">Prefixes and keywords, each once.</param>
public sealed record DestinationGroup(string Name, ImmutableArray<GroupMember> Members);

/// <param name="Destination">Digits of a number's beginning, a keyword, or <c>*</c> for whatever nothing else of the group matches.</param>
/// <param name="IsExcluded">Takes out of the group what a shorter member has put into it.</param>
public readonly record struct GroupMember(string Destination, bool IsExcluded = false);
