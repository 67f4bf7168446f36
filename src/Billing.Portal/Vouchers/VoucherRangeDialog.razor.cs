using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Users;
using Billing.Contracts.Vouchers;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Vouchers;

/// <summary>Lets the vouchers of a range of serial numbers be used, or not, or until a day.</summary>
public sealed partial class VoucherRangeDialog
{
    private FormProblems _problems = null!;
    private (string, string)[] _whats = [];
    private string? _from;
    private string? _to;
    private string _what = "activate";
    private string? _expires;
    private string? _reason;
    private IReadOnlyList<VoucherSum>? _sums;
    private int _asked;
    private long? _changed;

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
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    private bool IsActivation => _what == "activate";

    private bool IsExpiry => _what == "expire";

    private LocalDate? Day => LocalDatePattern.Iso.Parse(_expires ?? "") is { Success: true } day ? day.Value : null;

    // What a voucher of the range is then.
    private string Then => IsExpiry
        ? Day is { } day ? Text["worth nothing from {0}", day.ToDateTimeUnspecified().ToString("d MMM yyyy", CultureInfo.CurrentCulture)] : Text["does not expire"]
        : Text[VoucherWords.Name(IsActivation ? VoucherState.Active : VoucherState.Blocked)];

    private string Verb => _what switch
    {
        "activate" => Text["Activate {0} worth {1}", Counted, Worth],
        "block" => Text["Block {0} worth {1}", Counted, Worth],
        _ => Text["Change the expiry of {0} worth {1}", Counted, Worth],
    };

    private long Changed => _sums?.Where(IsChanged).Sum(sum => sum.Count) ?? 0;

    private string Counted => Changed.ToString("N0", CultureInfo.CurrentCulture);

    // Of several currencies nothing is added. What has expired is worth nothing, until it expires later.
    private string Worth => string.Join(", ", _sums!.Where(sum => IsChanged(sum) && (IsExpiry || !sum.IsExpired)).GroupBy(sum => sum.Currency)
        .Select(group => Money.Text(group.Sum(sum => sum.Amount), group.Key, CultureInfo.CurrentCulture)).DefaultIfEmpty("0"));

    protected override void OnInitialized()
    {
        _problems = new(Text, Failures, "From", "To", "ExpiresAt", "Reason");
        _whats = [("activate", Text["They may be used"]), ("block", Text["They may not be used"]), ("expire", Text["They are worth nothing from a day on"])];
        (_from, _to) = (First?.ToString(CultureInfo.InvariantCulture), Last?.ToString(CultureInfo.InvariantCulture));
    }

    private bool IsChanged(VoucherSum sum) =>
        IsExpiry ? sum.State is not VoucherState.Used : sum.State == (IsActivation ? VoucherState.Blocked : VoucherState.Active);

    // What was shown is of another range now.
    private void Again(Action change)
    {
        change();
        _sums = null;
        _asked++;
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
            await SumAsync(from, to);
        }
    }

    private async Task SumAsync(long from, long to)
    {
        var asked = ++_asked;

        try
        {
            var sums = await Vouchers.SumAsync(from, to, Clock.Now(), CancellationToken.None);
            _sums = asked == _asked ? sums : _sums; // the range that is typed may be another by now
        }
        catch (Exception failure) when (failure.IsTold())
        {
            _problems.Take(failure);
        }
    }

    private Task<ChangeReply> OrderAsync(long from, long to, string? reason, string by)
    {
        var stock = Grains.GetGrain<IVoucherStockGrain>(0);

        return IsExpiry
            ? stock.SetExpiryAsync(new(from, to, Day is { } day ? Viewer.StartOf(day) : null, reason ?? "", by))
            : stock.SetRangeAsync(new(from, to, IsActivation, reason, by));
    }

    private async Task DoAsync()
    {
        _problems.Clear();
        var (from, to) = (Serial(_from, "From"), Serial(_to, "To"));

        if (!IsActivation && string.IsNullOrWhiteSpace(_reason))
        {
            _problems.Add("Reason", Text["Say why: it is what an auditor will read"]);
        }

        if (_problems.IsEmpty)
        {
            await _problems.OrderAsync(async () =>
            {
                var by = await Clerk.RequireAsync(Permissions.MoneyPay);
                var reply = await OrderAsync(from, to, string.IsNullOrWhiteSpace(_reason) ? null : _reason.Trim(), by);
                _changed = reply.Result is ChangeResult.Done ? reply.Id : null;

                return reply;
            });
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
