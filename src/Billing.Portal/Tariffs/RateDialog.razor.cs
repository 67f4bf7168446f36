using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Tariffs;

/// <summary>A rate from a date on: a new one, or other terms of a destination that has one.</summary>
public sealed partial class RateDialog
{
    private RateForm _form = new();
    private bool _isLoaded; // the tariff's periods come a moment after the dialog

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter, EditorRequired]
    public TariffHead Head { get; set; } = null!;

    /// <summary>Null: it is asked for.</summary>
    [Parameter]
    public string? Destination { get; set; }

    /// <summary>What is in force, to be changed; null: nothing.</summary>
    [Parameter]
    public RateDetails? Terms { get; set; }

    [Parameter, EditorRequired]
    public Func<Task> Undone { get; set; } = null!;

    [Inject]
    private UndoDesk Undo { get; set; } = null!;

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    private string Title => Destination is null ? Text["New rate"] : Text["Other terms for {0}", Destination];

    private IReadOnlyList<(long Value, string Text)> Sizes =>
        [.. Prices.Sizes(Head.Unit).Append(_form.Size).Distinct().Select(size => (size, Prices.Per(Head.Unit, size, Text)))];

    private IReadOnlyList<(RateStatus Value, string Text)> Statuses =>
        [(RateStatus.Active, Text["Priced"]), (RateStatus.Hidden, Text["Priced, not in published lists"]), (RateStatus.Forbidden, Text["Forbidden"])];

    private IReadOnlyList<(Rounding Value, string Text)> Roundings =>
    [
        (Rounding.HalfAwayFromZero, Text["To the nearest"]), (Rounding.HalfEven, Text["To the nearest, ties to even"]),
        (Rounding.Up, Text["Up"]), (Rounding.Down, Text["Down"]),
    ];

    private IReadOnlyList<(RateDirection Value, string Text)> Directions =>
        [(RateDirection.Charge, Text["The account pays"]), (RateDirection.Payback, Text["The account is credited"])];

    private static IReadOnlyList<(int Value, string Text)> Decimals =>
        [.. Enumerable.Range(0, RateLimits.MaxRoundTo + 1).Select(count => (count, count.ToString(CultureInfo.InvariantCulture)))];

    /// <returns>Whether the tariff has a new version.</returns>
    /// <param name="undone">Shows what is stored when somebody takes it back.</param>
    public static async Task<bool> ShowAsync(IDialogService dialogs, TariffHead head, string? destination, RateDetails? terms, Func<Task> undone)
    {
        var dialog = await dialogs.ShowAsync<RateDialog>(null, new DialogParameters<RateDialog>
        {
            { it => it.Head, head }, { it => it.Destination, destination }, { it => it.Terms, terms }, { it => it.Undone, undone },
        });

        return await dialog.Result is { Canceled: false };
    }

    protected override async Task OnInitializedAsync()
    {
        var sets = Head.PeriodSetId is null ? [] : await Tariffs.PeriodSetsAsync(CancellationToken.None);
        var periods = sets.FirstOrDefault(set => set.PeriodSetId == Head.PeriodSetId)?.Periods.Periods.Select(period => period.Name);
        _form = RateForm.Of(Terms, Head.Unit, periods ?? [], CultureInfo.CurrentCulture);
        _form.Destination = Destination;
        _isLoaded = true;
    }

    private string? Problem(string field) => Problems[field] ?? Problems[$"Rates[0].{field}"];

    private async Task SaveAsync()
    {
        Problems.Clear();
        var rate = _form.Read(Problems, CultureInfo.CurrentCulture);

        if (await IsMistypedAsync())
        {
            return;
        }

        var tariff = Grains.GetGrain<ITariffGrain>(Head.TariffId);

        if (await ChangeAsync(Permissions.TariffsEdit, by => tariff.SetRatesAsync([rate], new Edit(by, Head.Version))) is not { } done)
        {
            return;
        }

        Undo.Offer(
            rate.EffectiveFrom is null ? Text["The rate for {0} is in force.", rate.Destination] : Text["The rate for {0} is planned.", rate.Destination],
            Permissions.TariffsEdit,
            async by => (await tariff.RevertAsync((int)done.Version, new Edit(by, done.Version))).IsDone,
            Undone);
        Dialog.Close(DialogResult.Ok(true));
    }
}
