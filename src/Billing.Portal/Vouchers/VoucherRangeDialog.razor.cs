using System.Globalization;
using Billing.Contracts.Users;
using Billing.Contracts.Vouchers;
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
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override void OnInitialized()
    {
        _problems = new(Text, "From", "To", "Reason");
        _whats = [("activate", Text["They may be used"]), ("block", Text["They may not be used"])];
        (_from, _to) = (First?.ToString(CultureInfo.InvariantCulture), Last?.ToString(CultureInfo.InvariantCulture));
    }

    private async Task DoAsync()
    {
        _problems.Clear();
        var (from, to) = (Serial(_from, "From"), Serial(_to, "To"));

        if (_what == "block" && string.IsNullOrWhiteSpace(_reason))
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
                .SetRangeAsync(new(from, to, _what == "activate", string.IsNullOrWhiteSpace(_reason) ? null : _reason.Trim(), by));
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
