using Billing.Portal.Design;
using Billing.Portal.Search;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;
using MudBlazor;

namespace Billing.Portal.Layouts;

/// <summary>The desk: top bar, rail of five groups, one page.</summary>
public sealed partial class AdminLayout
{
    private ErrorBoundary? _boundary;
    private bool _open;
    private string? _path;
    private IDialogReference? _search;

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private IOptions<BrandOptions> Brand { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    // The rail is longer than a low window: the place where one is may be below its edge.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Script.InvokeVoidAsync("portal.showPlace");
        }
    }

    protected override void OnParametersSet()
    {
        _boundary?.Recover();
        var path = Navigation.Path();

        if (path != _path)
        {
            (_path, _open) = (path, false); // the palette leads elsewhere too, over the open rail
        }
    }

    // Ctrl K and "/" press the box.
    private async Task SearchAsync()
    {
        if (_search is not null)
        {
            return;
        }

        _search = await Dialogs.ShowAsync<SearchDialog>((string?)null, new DialogOptions
        {
            MaxWidth = MaxWidth.Small,
            FullWidth = true,
            BackdropClick = true,
            Position = DialogPosition.TopCenter,
        });
        await _search.Result;
        _search = null;
    }
}
