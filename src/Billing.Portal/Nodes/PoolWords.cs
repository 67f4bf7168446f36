using Billing.Contracts.Nodes;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Nodes;

/// <summary>How full a pool is, in a word.</summary>
internal static class PoolWords
{
    public static StatusTone Tone(PoolView pool) => pool switch
    {
        { Addresses: 0 } => StatusTone.Off,
        _ when pool.Leased >= pool.Addresses => StatusTone.Bad,
        _ when Share(pool) >= 90 => StatusTone.Warn,
        _ => StatusTone.Ok,
    };

    public static string State(PoolView pool, IStringLocalizer<Words> text) => pool switch
    {
        { Addresses: 0 } => text["empty"],
        _ when pool.Leased >= pool.Addresses => text["all in use"],
        _ => text["{0} % in use", Share(pool)],
    };

    private static long Share(PoolView pool) => pool.Leased * 100L / pool.Addresses;
}
