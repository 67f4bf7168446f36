using System.Data.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Billing.Portal.Design;

/// <summary>Has its page look again every few seconds, while somebody sees it and until it is left.</summary>
/// <remarks>One look that fails is made up for by the next; several in a row are the page's own failure.</remarks>
public sealed class Live : ComponentBase, IDisposable
{
    private const int MostFailures = 3;

    private readonly Lifetime _gone = new();

    [Parameter, EditorRequired]
    public TimeSpan Every { get; set; }

    /// <summary>The page is drawn again after it.</summary>
    [Parameter, EditorRequired]
    public EventCallback Look { get; set; }

    /// <summary>There is nothing to follow now.</summary>
    [Parameter]
    public bool Paused { get; set; }

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    // A page that is drawn for its first sight on the server is not followed.
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = WatchAsync();
        }
    }

    public void Dispose() => _gone.Dispose();

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Every, Clock);
        var gone = _gone.Token;
        var failures = 0;

        try
        {
            while (await timer.WaitForNextTickAsync(gone))
            {
                failures = await TryAsync(gone) ? 0 : failures + 1;
            }
        }
        catch (Exception failure) when (gone.IsCancellationRequested || failure is JSDisconnectedException or ObjectDisposedException)
        {
            // the page was left
        }
        catch (Exception failure)
        {
            await DispatchExceptionAsync(failure);
        }

        async Task<bool> TryAsync(CancellationToken gone)
        {
            try
            {
                if (!Paused && !await Script.InvokeAsync<bool>("portal.isHidden", gone))
                {
                    await InvokeAsync(Look.InvokeAsync);
                }

                return true;
            }
            catch (Exception failure) when (
                failures < MostFailures - 1 && !gone.IsCancellationRequested && failure is OrleansException or TimeoutException or DbException)
            {
                return false;
            }
        }
    }
}
