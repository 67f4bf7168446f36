namespace Billing.Core.Tariffs;

/// <summary>One step of a price ladder: intervals of equal length and price. A started interval is charged whole.</summary>
/// <param name="LengthUnits">Length of one interval in base units.</param>
/// <param name="RepeatCount">How many intervals the step has; null is unlimited, as the last step must be.</param>
/// <param name="Price">In the tariff's currency per price unit (minute, MB, event), not per interval.</param>
public readonly record struct RateInterval(long LengthUnits, int? RepeatCount, decimal Price);
