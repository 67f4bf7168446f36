using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Billing.Portal.Layouts;

/// <summary>Moves the focus to the heading of the page that somebody has come to within a circuit, so that it is read out.</summary>
/// <remarks>
/// Not at the first page, where a browser does it by itself, and not away from a field: over a slow link people type before
/// this is heard, and what they typed after it would be lost. The framework's own does both.
/// </remarks>
public sealed class Arrival : ComponentBase
{
    private Type? _page;
    private string? _path;
    private bool _isNew;

    [Parameter, EditorRequired]
    public RouteData Route { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    protected override void OnParametersSet()
    {
        var path = new Uri(Navigation.Uri).AbsolutePath;
        _isNew = _isNew || (_page is not null && (_page != Route.PageType || _path != path));
        (_page, _path) = (Route.PageType, path);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isNew)
        {
            _isNew = false;
            await Script.InvokeVoidAsync("portal.arrive");
        }
    }
}
