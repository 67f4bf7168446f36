using Billing.Contracts.Vouchers;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Vouchers;

/// <summary>Batches of vouchers, and single ones.</summary>
public sealed partial class VouchersPage
{
    private ListTable<VoucherRow, VoucherSort>? _single;
    private ListTable<VoucherBatchRow, VoucherBatchSort>? _batches;
    private VoucherFilter _filter = new();
    private (string, string)[] _tabs = [];
    private (string, string)[] _states = [];

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [Inject]
    private IVoucherQuery Vouchers { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    private string Active => Tab == "single" ? "single" : "";

    protected override void OnInitialized()
    {
        _tabs = [("", Text["Batches"]), ("single", Text["Single vouchers"])];
        _states = [.. Enum.GetValues<VoucherState>().Select(state => (state.ToString(), (string)Text[VoucherWords.Name(state)]))];
    }

    protected override void OnParametersSet()
    {
        _filter = new(Address.Number("batch"), Address.Number("serial"), Address.Choice<VoucherState>("state"));
    }

    private async Task MakeAsync()
    {
        var dialog = await Dialogs.ShowAsync<VoucherBatchDialog>((string?)null);
        await dialog.Result;
        await RefreshAsync();
    }

    private async Task RangeAsync(VoucherBatchRow? batch)
    {
        var dialog = await Dialogs.ShowAsync<VoucherRangeDialog>((string?)null, new DialogParameters<VoucherRangeDialog>
        {
            { it => it.First, batch?.FirstSerial },
            { it => it.Last, batch?.LastSerial },
        });
        await dialog.Result;
        await RefreshAsync();
    }

    private Task RefreshAsync() => _single?.RefreshAsync() ?? _batches?.RefreshAsync() ?? Task.CompletedTask;
}
