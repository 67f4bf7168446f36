namespace Billing.Core.Tariffs.Import;

/// <summary>What one version of a tariff did to the destinations that it changed: the unit that is taken back.</summary>
/// <param name="Before">Every rate that these destinations had in the version before it.</param>
/// <param name="After">Every rate that they had in it.</param>
public sealed record RateChangeSet(int Version, IReadOnlyList<Rate> Before, IReadOnlyList<Rate> After);
