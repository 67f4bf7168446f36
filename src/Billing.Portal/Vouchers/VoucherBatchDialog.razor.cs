using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Billing.Contracts.Users;
using Billing.Contracts.Vouchers;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Vouchers;

/// <summary>Makes a batch, and tells its codes once.</summary>
public sealed partial class VoucherBatchDialog
{
    private const int MostShown = 200;

    // Made when the dialog opens: a double click is one batch.
    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private FormProblems _problems = null!;
    private ImmutableArray<VoucherCode> _made = [];
    private string? _count = "100";
    private string? _amount;
    private string? _currency = "USD";
    private string? _expires;
    private string? _note;
    private bool _isActive;
    private bool _busy;
    private bool _saved;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private int? Count => int.TryParse(_count, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : null;

    private decimal? Total => Money.Parse(_amount, CultureInfo.CurrentCulture) is { } amount && amount > 0 ? amount * Count : null;

    protected override void OnInitialized() => _problems = new(Text, "Count", "Amount", "Currency", "ExpiresAt", "Note");

    private async Task MakeAsync()
    {
        _problems.Clear();

        if (_busy || Read() is not { } order)
        {
            return;
        }

        _busy = true;

        try
        {
            var by = await Clerk.RequireAsync(Permissions.MoneyPay);
            var reply = await Grains.GetGrain<IVoucherStockGrain>(0).GenerateAsync(order with { By = by });

            if (_problems.Take(reply.Reply))
            {
                _made = reply.Vouchers;

                if (_made.IsDefaultOrEmpty)
                {
                    _problems.Say(Text["They were made before, and their codes told then. Block their range and make others."]);
                }
            }
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

    private VoucherBatchOrder? Read()
    {
        var amount = Money.Parse(_amount, CultureInfo.CurrentCulture);
        Instant? expires = null;

        if (Count is null)
        {
            _problems.Add("Count", Text["1 to 100 000"]);
        }

        if (amount is null or <= 0)
        {
            _problems.Add("Amount", Text["An amount above zero, without separators of thousands"]);
        }

        if (LocalDatePattern.Iso.Parse(_expires ?? "") is { Success: true } day)
        {
            expires = Viewer.StartOf(day.Value);
        }

        return _problems.IsEmpty
            ? new(_operationId, amount!.Value, _currency?.Trim().ToUpperInvariant() ?? "", Count!.Value, expires, _isActive, string.IsNullOrWhiteSpace(_note) ? null : _note.Trim(), "")
            : null;
    }

    private async Task SaveAsync()
    {
        var lines = new StringBuilder("serial,code,amount,currency\r\n");
        var amount = Money.Parse(_amount, CultureInfo.CurrentCulture)!.Value.ToString(CultureInfo.InvariantCulture);

        foreach (var voucher in _made)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{voucher.Serial},{voucher.Code},{amount},{_currency?.ToUpperInvariant()}\r\n");
        }

        using var file = new MemoryStream(Encoding.UTF8.GetBytes(lines.ToString()));
        using var stream = new DotNetStreamReference(file);
        await Script.InvokeVoidAsync("portal.save", FormattableString.Invariant($"vouchers-{_made[0].Serial}-{_made[^1].Serial}.csv"), "text/csv;charset=utf-8", stream);
        _saved = true;
    }
}
