using System.Globalization;
using Billing.Contracts.Exports;
using Billing.Contracts.Jobs;
using Billing.Contracts.Rating;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Vouchers;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Billing.Portal.Vouchers;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace Billing.Portal.Jobs;

/// <summary>Every long task, followed while one runs.</summary>
public sealed partial class JobsPage : IDisposable
{
    private const int UsualOfEach = 100;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(4);

    private readonly Lifetime _gone = new();
    private IReadOnlyList<JobRow>? _rows;
    private int _most;
    private bool _isCut;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IJobQuery Jobs { get; set; } = null!;

    private IEnumerable<(string, string)> Kinds => Enum.GetValues<JobKind>().Select(kind => ($"{kind}", KindName(kind)));

    private IEnumerable<(string, string)> States => Enum.GetValues<JobState>().Select(state => ($"{state}", StateName(state)));

    private IEnumerable<JobRow>? Shown => _rows?.Where(row =>
        (Address.Choice<JobKind>("kind") is not { } kind || row.Kind == kind)
        && (Address.Choice<JobState>("state") is not { } state || row.State == state)
        && Address.Fits("q", NameOf(row), row.By));

    protected override Task OnParametersSetAsync() => _most == Newest.Of(Address, UsualOfEach) ? Task.CompletedTask : LoadAsync();

    public void Dispose() => _gone.Dispose();

    private async Task LoadAsync()
    {
        _most = Newest.Of(Address, UsualOfEach);
        var most = _most;
        var rows = await Jobs.ListAsync(most + 1, _gone.Token);

        if (most != _most)
        {
            return; // more were asked for since
        }

        var groups = rows.GroupBy(row => row.Kind is JobKind.RateScaling ? JobKind.Vouchers : row.Kind).ToArray(); // those two are read as one
        _isCut = groups.Any(group => group.Count() > most);
        _rows = [.. groups.SelectMany(group => group.Take(most)).OrderByDescending(row => row.BegunAt)];

        // A look is what an interrupted one goes on by.
        await Task.WhenAll(_rows.Where(row => row.State is JobState.Running).Select<JobRow, Task>(row => row.Kind switch
        {
            JobKind.Export => Grains.GetGrain<IExportGrain>(row.Key).GetAsync(),
            JobKind.Rerating => Grains.GetGrain<IReratingGrain>(row.Key).GetAsync(),
            JobKind.Vouchers => Grains.GetGrain<IVoucherBatchGrain>(row.Key).GetAsync(),
            JobKind.RateScaling => Grains.GetGrain<IRateScalingGrain>(row.Key).GetAsync(),
            _ => Task.CompletedTask,
        }));
    }

    // Days of the viewer's, the last one included.
    private string NameOf(JobRow row) => row switch
    {
        { From: { } from, To: { } to } => $"{Said(from)} – {Said(to - Duration.Epsilon)}",
        { Kind: JobKind.Vouchers } => VoucherWords.Batch(row.Name, CultureInfo.CurrentCulture),
        _ => row.Name,
    };

    private string Said(Instant at) => Viewer.Local(at).ToDateTimeUnspecified().ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    private static string Progress(JobRow row) => (row.Done, row.Total) switch
    {
        ({ } done, > 0 and { } total) => $"{Count(done)} / {Count(total)}",
        ( > 0 and { } done, null) => Count(done),
        _ => "–",
    };

    private static string Count(long rows) => rows.ToString("N0", CultureInfo.CurrentCulture);

    private string KindName(JobKind kind) => kind switch
    {
        JobKind.RateImport => Text["Import of rates"],
        JobKind.BillRun => Text["Bill run"],
        JobKind.Export => Text["Export"],
        JobKind.Rerating => Text["Re-rating"],
        JobKind.Vouchers => Text["Batch of vouchers"],
        JobKind.RateScaling => Text["Change of many prices"],
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
        JobKind.Export => $"admin/exports/{row.Key}",
        JobKind.Rerating => $"admin/usage/rerating/{row.Key}",
        JobKind.Vouchers => $"admin/vouchers/batches/{row.Key}",
        JobKind.RateScaling => $"admin/tariffs/scaling/{row.Key}",
        _ => $"admin/sessions/disconnect/{row.Key}",
    };
}
