using Billing.Core.Tariffs;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Design;

/// <summary>What base units are called.</summary>
public static class UnitWords
{
    public static string Name(Unit unit, IStringLocalizer text) => unit switch
    {
        Unit.Second => text["Seconds"],
        Unit.Byte => text["Bytes"],
        _ => text["Events"],
    };

    public static IReadOnlyList<(Unit Value, string Text)> All(IStringLocalizer text) =>
        [.. Enum.GetValues<Unit>().Select(unit => (unit, Name(unit, text)))];
}
