using System.Globalization;
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

/// <summary>Orders a batch, and goes to where it is followed and its codes are.</summary>
public sealed partial class VoucherBatchDialog
{
    // Made when the dialog opens: a double click is one batch.
    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private FormProblems _problems = null!;
    private string? _count = "100";
    private string? _amount;
    private string? _currency = "USD";
    private string? _expires;
    private string? _note;
    private bool _isActive;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private int? Count => int.TryParse(_count, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : null;

    private decimal? Total => Money.Parse(_amount, CultureInfo.CurrentCulture) is { } amount && amount > 0 ? amount * Count : null;

    protected override void OnInitialized() => _problems = new(Text, Failures, "Count", "Amount", "Currency", "ExpiresAt", "Note");

    private async Task MakeAsync()
    {
        _problems.Clear();

        if (Read() is { } order && await _problems.OrderAsync(async () =>
        {
            var by = await Clerk.RequireAsync(Permissions.MoneyPay);

            return await Grains.GetGrain<IVoucherBatchGrain>(_operationId).StartAsync(order with { By = by });
        }))
        {
            Dialog.Close(DialogResult.Ok(true));
            Navigation.NavigateTo($"admin/vouchers/batches/{_operationId}");
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
}
