using System.Web;
using Billing.Portal.Design;
using Billing.Portal.Forms;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace Billing.Portal.Lists;

/// <summary>What stands after the "?" of the page's address: filters, order, place.</summary>
/// <param name="Uri">The address, absolute.</param>
/// <remarks>
/// A component takes it as a cascading parameter, and so is asked for its parameters again when it changes: an
/// interactive page is not loaded again for it. It changes only when the browser has answered, never within
/// <see cref="Set"/>.
/// </remarks>
public readonly record struct AddressQuery(NavigationManager Navigation, string? Uri)
{
    /// <summary>The name of the part of a page.</summary>
    public const string Tab = "tab";

    /// <summary>As it stands now, for what reads it once.</summary>
    public AddressQuery(NavigationManager navigation)
        : this(navigation, navigation.Uri)
    {
    }

    /// <summary>Null: it is not there, or no text that the database could be asked for.</summary>
    public string? this[string name] =>
        Uri is not null && HttpUtility.ParseQueryString(new Uri(Uri).Query)[name] is { Length: > 0 } value && !value.Contains('\0') ? value : null;

    /// <summary>Null: it is no day, or one at the end of the calendar, from which nothing can be counted.</summary>
    public DateOnly? Day(string name) => IsDay(this[name], out var day) ? day : null;

    /// <summary>The same of a date and time by the viewer's clock.</summary>
    public Instant? Moment(string name, Viewer viewer) => this[name] is { Length: > 10 } text && IsDay(text[..10], out _) ? Moments.Parse(text, viewer) : null;

    public long? Number(string name) => long.TryParse(this[name], out var number) ? number : null;

    public TEnum? Choice<TEnum>(string name)
        where TEnum : struct, Enum => Enum.TryParse<TEnum>(this[name], out var choice) && Enum.IsDefined(choice) ? choice : null;

    /// <summary>Whether what is typed under a name is a part of one of the texts, in any case; so is nothing.</summary>
    public bool Fits(string name, params ReadOnlySpan<string?> texts)
    {
        if (this[name]?.Trim() is not { Length: > 0 } typed)
        {
            return true;
        }

        foreach (var text in texts)
        {
            if (text?.Contains(typed, StringComparison.CurrentCultureIgnoreCase) == true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Nothing is chosen in it, but which part of the page is looked at.</summary>
    public bool IsEmpty => Without(Tab).Length == 0;

    /// <summary>The names and values as they stand, without some.</summary>
    public string Without(params string[] names)
    {
        var values = HttpUtility.ParseQueryString(Uri is null ? "" : new Uri(Uri).Query);

        foreach (var name in names)
        {
            values.Remove(name);
        }

        return values.ToString() ?? "";
    }

    /// <summary>The same page with these names and values, and no others.</summary>
    /// <param name="query">Without the "?".</param>
    public void Show(string query) => AddressBar.Of(Navigation).Show(new Uri(Uri ?? Navigation.Uri).AbsolutePath + "?" + query);

    /// <summary>Null or empty takes the name away. What was set before stays, though the browser has not yet answered.</summary>
    public void Set(params (string Name, string? Value)[] values)
    {
        var parameters = values.ToDictionary(pair => pair.Name, pair => (object?)(pair.Value is { Length: > 0 } value ? value : null));
        var bar = AddressBar.Of(Navigation);
        bar.Show(Navigation.GetUriWithQueryParameters(bar.Uri, parameters));
    }

    private static bool IsDay(string? text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", out day) && day.Year is >= 1900 and < 3000;
}
