using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.BillRuns;

/// <summary>Payers for whom what was due could not be done, and why; to be tried again when that is mended.</summary>
public sealed partial class ParkedPage
{
    private ListTable<ParkedRow, ParkedSort>? _list;
    private ParkedFilter _filter = new();
    private IReadOnlyList<string> _classes = [];
    private bool _mayRetry;
    private bool _busy;
    private string? _told;
    private bool _isDone;

    [Inject]
    private IPayerQuery Payers { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _mayRetry = await Clerk.MayAsync(Permissions.InvoicesIssue);
        _classes = await Payers.ClassesAsync(CancellationToken.None);
    }

    protected override void OnParametersSet() => _filter = new(Address["class"], Address["q"]);

    // Harmless when done twice: what is done is no longer due. One after the other, as each may be a customer's whole month.
    private async Task RetryAsync(IReadOnlyCollection<ParkedRow> rows)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _told) = (true, null);
        var failed = new List<string>();

        try
        {
            await Clerk.RequireAsync(Permissions.InvoicesIssue);

            foreach (var row in rows)
            {
                try
                {
                    await Grains.GetGrain<IPayerGrain>(row.BalanceId).AdvanceAsync();
                }
                catch (Exception failure) when (failure is not UnauthorizedAccessException)
                {
                    failed.Add($"{row.CustomerNumber}: {failure.Message}"); // the grain's own reason, of any kind
                }
            }

            _isDone = failed.Count == 0;
            _told = _isDone ? Text["Done: {0}.", rows.Count] : Text["{0} of {1} failed again. {2}", failed.Count, rows.Count, failed[0]];
        }
        catch (UnauthorizedAccessException)
        {
            (_isDone, _told) = (false, Text["You may not do this. Nothing was changed."]);
        }
        finally
        {
            _busy = false;
        }

        _list?.ClearPicked();
        await (_list?.RefreshAsync() ?? Task.CompletedTask);
    }
}
