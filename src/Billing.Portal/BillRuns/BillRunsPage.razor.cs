using Billing.Contracts;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.BillRuns;

/// <summary>Bill runs, and the way to begin one: always as a computation, which its page then offers to issue.</summary>
public sealed partial class BillRunsPage
{
    private const int UsualRuns = 200;

    private IReadOnlyList<BillRunRow>? _runs;
    private int _most;
    private bool _isCut;
    private IReadOnlyList<string> _classes = [];
    private string? _name;
    private string? _proposed;
    private string? _endsOn;
    private string? _class;
    private FormProblems _problems = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

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
        _problems = new(Text, Failures, "name", "endsOn");
        var today = Clock.Now().InUtc().Date;
        _endsOn = LocalDatePattern.Iso.Format(new LocalDate(today.Year, today.Month, 1));
        _classes = await Payers.ClassesAsync(CancellationToken.None);
        await LoadAsync();
        Propose();
    }

    protected override Task OnParametersSetAsync() =>
        _runs is null || _most == Newest.Of(Address, UsualRuns) ? Task.CompletedTask : LoadAsync();

    private async Task LoadAsync()
    {
        _most = Newest.Of(Address, UsualRuns);
        var most = _most;
        var runs = await Payers.BillRunsAsync(most + 1, CancellationToken.None);
        (_isCut, _runs) = most == _most ? (runs.Count > most, [.. runs.Take(most)]) : (_isCut, _runs); // else more were asked for since
    }

    // A name that no run has; one that was typed stays.
    private void Propose()
    {
        if (_name != _proposed)
        {
            return;
        }

        var month = (LocalDatePattern.Iso.Parse(_endsOn ?? "") is { Success: true } day ? day.Value : Clock.Now().InUtc().Date).PlusDays(-1);
        var plain = string.IsNullOrEmpty(_class) ? $"{month:uuuu-MM}" : $"{month:uuuu-MM}-{_class}";
        var taken = _runs!.Select(run => run.Name).ToHashSet(StringComparer.Ordinal);
        _name = _proposed = Enumerable.Range(1, _runs!.Count + 1).Select(number => number == 1 ? plain : $"{plain}-{number}")
            .First(name => !taken.Contains(name) && !taken.Contains(name + BillRunPage.DryEnding));
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

        if (!_problems.IsEmpty)
        {
            return;
        }

        await _problems.RunAsync(async () =>
        {
            var by = await Clerk.RequireAsync(Permissions.InvoicesIssue);
            var name = $"{_name!.Trim()}{BillRunPage.DryEnding}";
            var order = new BillRunOrder(string.IsNullOrEmpty(_class) ? null : _class, _endsOn!, IsDryRun: true, by);

            // The one that would issue has the name too, and is asked first: nothing is computed that could not be issued.
            var isOthers = await Grains.GetGrain<IBillRunGrain>(_name!.Trim()).GetAsync() is { } issued && !issued.Order.IsAs(order with { IsDryRun = false });

            if (isOthers || !(await Grains.GetGrain<IBillRunGrain>(name).StartAsync(order)).Order.IsAs(order))
            {
                _problems.Add("name", Text["Expected: {0}", Text["a name that no other run has"]]);

                return;
            }

            Navigation.NavigateTo($"admin/bill-runs/{Uri.EscapeDataString(name)}");
        });
    }
}
