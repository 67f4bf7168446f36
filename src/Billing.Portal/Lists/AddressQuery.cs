using System.Web;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Lists;

/// <summary>What stands after the "?" of the page's address: filters, order, place.</summary>
/// <remarks>An interactive page must not be loaded again for it, so the address is replaced and nothing else happens.</remarks>
public readonly record struct AddressQuery(NavigationManager Navigation)
{
    public string? this[string name] => HttpUtility.ParseQueryString(new Uri(Navigation.Uri).Query)[name] is { Length: > 0 } value ? value : null;

    public DateOnly? Day(string name) =>
        DateOnly.TryParseExact(this[name], "yyyy-MM-dd", out var day) ? day : null;

    public long? Number(string name) => long.TryParse(this[name], out var number) ? number : null;

    public TEnum? Choice<TEnum>(string name)
        where TEnum : struct, Enum => Enum.TryParse<TEnum>(this[name], out var choice) && Enum.IsDefined(choice) ? choice : null;

    /// <summary>Null or empty takes the name away.</summary>
    public void Set(params (string Name, string? Value)[] values)
    {
        var parameters = values.ToDictionary(pair => pair.Name, pair => (object?)(pair.Value is { Length: > 0 } value ? value : null));
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(parameters), replace: true);
    }
}
