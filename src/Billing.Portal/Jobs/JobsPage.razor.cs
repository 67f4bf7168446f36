using Billing.Contracts.Jobs;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace Billing.Portal.Jobs;

/// <summary>Every long task, followed while one runs.</summary>
public sealed partial class JobsPage : IDisposable
{
    private const int MostOfEach = 100;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<JobRow>? _rows;

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private IJobQuery Jobs { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private IEnumerable<(string, string)> Kinds => Enum.GetValues<JobKind>().Select(kind => ($"{kind}", KindName(kind)));

    private IEnumerable<JobRow> Shown => (_rows ?? []).Where(row => Address.Choice<JobKind>("kind") is not { } kind || row.Kind == kind);

    protected override async Task OnInitializedAsync()
    {
        _rows = await Jobs.ListAsync(MostOfEach, _gone.Token);

        if (RendererInfo.IsInteractive)
        {
            _ = WatchAsync();
        }
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Tick, Clock);

        try
        {
            while (await timer.WaitForNextTickAsync(_gone.Token))
            {
                await InvokeAsync(async () =>
                {
                    if (_rows!.Any(row => row.State is JobState.Running) && !await Script.InvokeAsync<bool>("portal.isHidden", _gone.Token))
                    {
                        _rows = await Jobs.ListAsync(MostOfEach, _gone.Token);
                        StateHasChanged();
                    }
                });
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or JSDisconnectedException or ObjectDisposedException)
        {
            // the page was left
        }
        catch (System.Data.Common.DbException failure)
        {
            await DispatchExceptionAsync(failure);
        }
    }

    private string KindName(JobKind kind) => kind switch
    {
        JobKind.RateImport => Text["Import of rates"],
        JobKind.BillRun => Text["Bill run"],
        _ => Text["Bulk disconnect"],
    };

    private string StateName(JobState state) => state switch
    {
        JobState.Running => Text["Running"],
        JobState.Waiting => Text["Waits for who began it"],
        JobState.Done => Text["Finished"],
        JobState.Partly => Text["Some failed"],
        _ => Text["Failed"],
    };

    private static StatusTone Tone(JobState state) => state switch
    {
        JobState.Done => StatusTone.Ok,
        JobState.Failed or JobState.Partly => StatusTone.Bad,
        _ => StatusTone.Warn,
    };

    private static string Page(JobRow row) => row.Kind switch
    {
        JobKind.RateImport => $"admin/tariffs/{row.Key}",
        JobKind.BillRun => $"admin/bill-runs/{Uri.EscapeDataString(row.Key)}",
        _ => $"admin/sessions/disconnect/{row.Key}",
    };
}
