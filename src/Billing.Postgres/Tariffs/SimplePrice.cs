namespace Billing.Postgres.Tariffs;

/// <summary>A ladder that is told in three numbers: the first interval's length, the length of the others, one price.</summary>
internal sealed record SimplePrice(long First, long Next, decimal Price)
{
    /// <returns>Null for a ladder that has more to say.</returns>
    public static SimplePrice? Of(string ladders) => LadderJson.Read(ladders) switch
    {
        ([var only], { IsEmpty: true }) => new(only.LengthUnits, only.LengthUnits, only.Price),
        ([{ RepeatCount: 1 } first, var next], { IsEmpty: true }) when first.Price == next.Price =>
            new(first.LengthUnits, next.LengthUnits, next.Price),
        _ => null,
    };
}
