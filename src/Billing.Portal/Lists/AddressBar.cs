using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Billing.Portal.Lists;

/// <summary>A browser's address as it will be when the browser has answered all that it was told.</summary>
/// <remarks>
/// <see cref="NavigationManager.Uri"/> follows only when the browser has answered, on a slow link a second later. What is set meanwhile
/// stands on what was set before it, else it would take that away.
/// </remarks>
internal sealed class AddressBar
{
    private static readonly ConditionalWeakTable<NavigationManager, AddressBar> All = [];

    private readonly NavigationManager _navigation;
    private readonly List<string> _told = [];

    private AddressBar(NavigationManager navigation)
    {
        _navigation = navigation;
        navigation.LocationChanged += Answered;
    }

    /// <summary>The one of a circuit; it goes with it.</summary>
    public static AddressBar Of(NavigationManager navigation) => All.GetValue(navigation, one => new(one));

    /// <summary>Absolute.</summary>
    public string Uri => _told is [.., var last] ? last : _navigation.Uri;

    /// <summary>Puts another address in the place of this one.</summary>
    public void Show(string uri)
    {
        uri = _navigation.ToAbsoluteUri(uri).ToString();
        _told.Add(uri); // before: an answer may come within the call
        _navigation.NavigateTo(uri, replace: true);
    }

    // Answers come in the order of what was told. An address that was not told is the viewer's own step: what was on its way is of
    // the page that is left.
    private void Answered(object? sender, LocationChangedEventArgs change)
    {
        var answered = _told.FindIndex(uri => new Uri(uri) == new Uri(change.Location));
        _told.RemoveRange(0, answered < 0 ? _told.Count : answered + 1);
    }
}
