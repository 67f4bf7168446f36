using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Users;
using Billing.Contracts.Vouchers;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Vouchers;

/// <summary>Lets the vouchers of a range of serial numbers be used, or not.</summary>
public sealed partial class VoucherRangeDialog
{
    private FormProblems _problems = null!;
    private (string, string)[] _whats = [];
    private string? _from;
    private string? _to;
    private string _what = "activate";
    private string? _reason;
    private IReadOnlyList<VoucherSum>? _sums;
    private long? _changed;
    private bool _busy;

    /// <summary>What the range begins as.</summary>
    [Parameter]
    public long? First { get; set; }

    [Parameter]
    public long? Last { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private IVoucherQuery Vouchers { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private bool IsActivation => _what == "activate";

    private long Changed => _sums?.Where(IsChanged).Sum(sum => sum.Count) ?? 0;

    private string Counted => Changed.ToString("N0", CultureInfo.CurrentCulture);

    // Of several currencies nothing is added.
    private string Worth => string.Join(", ", _sums!.Where(sum => IsChanged(sum) && !sum.IsExpired).GroupBy(sum => sum.Currency)
        .Select(group => Money.Text(group.Sum(sum => sum.Amount), group.Key, CultureInfo.CurrentCulture)).DefaultIfEmpty("0"));

    protected override void OnInitialized()
    {
        _problems = new(Text, "From", "To", "Reason");
        _whats = [("activate", Text["They may be used"]), ("block", Text["They may not be used"])];
        (_from, _to) = (First?.ToString(CultureInfo.InvariantCulture), Last?.ToString(CultureInfo.InvariantCulture));
    }

    private bool IsChanged(VoucherSum sum) => sum.State == (IsActivation ? VoucherState.Blocked : VoucherState.Active);

    // What was shown is of another range now.
    private void Again(Action change)
    {
        change();
        _sums = null;
    }

    private async Task ReviewAsync()
    {
        _problems.Clear();
        var (from, to) = (Serial(_from, "From"), Serial(_to, "To"));

        if (_problems.IsEmpty && to < from)
        {
            _problems.Add("To", Text["Expected: {0}", Text["a serial number that is not before the first"]]);
        }

        if (_problems.IsEmpty)
        {
            _sums = await Vouchers.SumAsync(from, to, Clock.Now(), CancellationToken.None);
        }
    }

    private async Task DoAsync()
    {
        _problems.Clear();
        var (from, to) = (Serial(_from, "From"), Serial(_to, "To"));

        if (!IsActivation && string.IsNullOrWhiteSpace(_reason))
        {
            _problems.Add("Reason", Text["Say why: it is what an auditor will read"]);
        }

        if (_busy || !_problems.IsEmpty)
        {
            return;
        }

        _busy = true;

        try
        {
            var by = await Clerk.RequireAsync(Permissions.MoneyPay);
            var reply = await Grains.GetGrain<IVoucherStockGrain>(0)
                .SetRangeAsync(new(from, to, IsActivation, string.IsNullOrWhiteSpace(_reason) ? null : _reason.Trim(), by));
            _changed = _problems.Take(reply) ? reply.Id : null;
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

    private long Serial(string? text, string field)
    {
        if (!long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var serial) || serial < 1)
        {
            _problems.Add(field, Text["A serial number"]);
        }

        return serial;
    }
}
