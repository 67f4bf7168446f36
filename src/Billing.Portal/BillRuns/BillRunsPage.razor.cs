using Billing.Contracts;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.BillRuns;

/// <summary>Bill runs, and the way to begin one: always as a computation, which its page then offers to issue.</summary>
public sealed partial class BillRunsPage
{
    private const int MostRuns = 200;

    private IReadOnlyList<BillRunRow>? _runs;
    private IReadOnlyList<string> _classes = [];
    private string? _name;
    private string? _endsOn;
    private string? _class;
    private bool _busy;
    private FormProblems _problems = null!;

    [Inject]
    private IPayerQuery Payers { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private IEnumerable<BillRunRow>? Shown => _runs?.Where(run =>
        Address.Fits("q", run.Name, run.Class)
        && (Address["kind"] is not { } kind || run.IsDryRun == (kind == "computed"))
        && (Address["state"] is not { } state || state == StateOf(run).State));

    protected override async Task OnInitializedAsync()
    {
        _problems = new(Text, "name", "endsOn");
        var today = Clock.Now().InUtc().Date;
        _endsOn = LocalDatePattern.Iso.Format(new LocalDate(today.Year, today.Month, 1));
        _name = $"{today.PlusMonths(-1):uuuu-MM}";
        _classes = await Payers.ClassesAsync(CancellationToken.None);
        _runs = await Payers.BillRunsAsync(MostRuns, CancellationToken.None);
    }

    private static (string State, StatusTone Tone, string Word) StateOf(BillRunRow run) => run switch
    {
        { EndedAt: null } => ("running", StatusTone.Warn, "Running"),
        { Failed: > 0 } => ("failed", StatusTone.Bad, "Some failed"),
        _ => ("finished", StatusTone.Ok, "Finished"),
    };

    private async Task StartAsync()
    {
        _problems.Clear();

        if (string.IsNullOrWhiteSpace(_name))
        {
            _problems.Add("name", Text["Expected: {0}", Text["1 to 90 characters"]]);
        }

        var endsOn = LocalDatePattern.Iso.Parse(_endsOn ?? "");

        if (!endsOn.Success)
        {
            _problems.Add("endsOn", Text["Expected: {0}", Text["a day"]]);
        }
        else if (endsOn.Value > Viewer.Today(Clock.Now()))
        {
            _problems.Add("endsOn", Text["Expected: {0}", Text["today or before: a period that has not ended cannot be billed"]]);
        }

        if (_busy || !_problems.IsEmpty)
        {
            return;
        }

        _busy = true;

        try
        {
            var by = await Clerk.RequireAsync(Permissions.InvoicesIssue);
            var name = $"{_name!.Trim()}{BillRunPage.DryEnding}";
            await Grains.GetGrain<IBillRunGrain>(name).StartAsync(new(string.IsNullOrEmpty(_class) ? null : _class, _endsOn!, IsDryRun: true, by));
            Navigation.NavigateTo($"admin/bill-runs/{Uri.EscapeDataString(name)}");
        }
        catch (Exception failure) when (failure.IsExpected())
        {
            _problems.Take(failure);
        }
        finally
        {
            _busy = false;
        }
    }
}
