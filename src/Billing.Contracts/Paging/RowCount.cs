using System.Globalization;

namespace Billing.Contracts.Paging;

/// <summary>How many rows a list has: exactly, or more than a limit, beyond which counting would cost more than it tells.</summary>
/// <param name="Rows">At most <see cref="Limit"/>.</param>
public readonly record struct RowCount(int Rows, bool IsMore)
{
    public const int Limit = 10_000;

    /// <param name="rows">Counted up to one beyond the limit.</param>
    public static RowCount Of(long rows) => rows > Limit ? new(Limit, true) : new((int)rows, false);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsMore ? "more than " : "")}{Rows}");
}
