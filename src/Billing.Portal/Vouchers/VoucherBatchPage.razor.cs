using System.Globalization;
using Billing.Contracts.Users;
using Billing.Contracts.Vouchers;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Vouchers;

/// <summary>One batch that was ordered: followed while it is made, then its codes for who ordered it.</summary>
public sealed partial class VoucherBatchPage
{
    /// <summary>How long codes are kept; the grain keeps them so.</summary>
    internal const int CodesHours = 24;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private VoucherBatchView? _view;
    private string? _by;
    private string? _refused;
    private bool _isLoaded;
    private bool _busy;

    [Parameter]
    public string BatchKey { get; set; } = "";

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private IVoucherBatchGrain Grain => Grains.GetGrain<IVoucherBatchGrain>(BatchKey);

    protected override async Task OnParametersSetAsync()
    {
        _by = await Clerk.NameAsync();
        await LookAsync();
        _isLoaded = true;
    }

    private async Task LookAsync() => _view = await Grain.GetAsync();

    private async Task ForgetAsync()
    {
        if (_busy || await Dialogs.ShowMessageBoxAsync(
            Text["Remove the codes?"],
            Text["Nobody can have them again, you neither. The vouchers stay as they are."],
            yesText: Text["Remove them"],
            cancelText: Text["Keep it"]) != true)
        {
            return;
        }

        (_busy, _refused) = (true, null);

        try
        {
            await Grain.ForgetAsync(await Clerk.RequireAsync(Permissions.MoneyPay));
        }
        catch (Exception failure) when (failure.IsTold())
        {
            _refused = Failures.Say(failure, Text["No answer came. It may be done: look before you press the button again."]);
        }
        finally
        {
            _busy = false;
        }

        await LookAsync();
    }

    private static string Number(long? id) => id?.ToString(CultureInfo.InvariantCulture) ?? "";
}
