using Billing.Portal.Design;
using Billing.Portal.Search;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;
using MudBlazor;

namespace Billing.Portal.Layouts;

/// <summary>The desk: top bar, rail of five groups, one page.</summary>
public sealed partial class AdminLayout : IAsyncDisposable
{
    private DotNetObjectReference<AdminLayout>? _self;
    private ErrorBoundary? _boundary;
    private bool _open;
    private IDialogReference? _search;

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private IOptions<BrandOptions> Brand { get; set; } = null!;

    protected override void OnParametersSet() => _boundary?.Recover();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await Script.InvokeVoidAsync("portal.onSearchKey", _self);
        }
    }

    /// <summary>Ctrl K or "/" was pressed, or the box clicked.</summary>
    [JSInvokable]
    public async Task SearchAsync()
    {
        if (_search is not null)
        {
            return;
        }

        _search = await Dialogs.ShowAsync<SearchDialog>((string?)null, new DialogOptions
        {
            NoHeader = true,
            MaxWidth = MaxWidth.Small,
            FullWidth = true,
            BackdropClick = true,
            Position = DialogPosition.TopCenter,
        });
        await _search.Result;
        _search = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_self is null)
        {
            return; // only prerendered: there was no browser yet
        }

        _self.Dispose();

        try
        {
            await Script.InvokeVoidAsync("portal.offSearchKey");
        }
        catch (JSDisconnectedException)
        {
            // the page is gone, and its listener with it
        }
    }
}
