using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Core.Tariffs;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NodaTime.Text;

namespace Billing.Portal.Periods;

/// <summary>Makes a calendar, new or like another one.</summary>
public sealed partial class PeriodSetEditPage
{
    private static readonly LocalTimePattern Seconds = LocalTimePattern.CreateWithInvariantCulture("HH:mm:ss");
    private static readonly LocalTimePattern Minutes = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private PeriodForm? _form;

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var like = new AddressQuery(Navigation).Number("from");
        var sets = like is null ? [] : await Tariffs.PeriodSetsAsync(CancellationToken.None);
        _form = PeriodForm.Like(sets.FirstOrDefault(set => set.PeriodSetId == like));
    }

    // What the hours mean, while they are typed: a night ends on the next day.
    private string Words(HoursEntry hours)
    {
        var from = Parse(hours.From);
        var to = Parse(hours.To);

        return from is null || to is null || hours.Days is Weekdays.None
            ? ""
            : PeriodWords.Hours(new(hours.Days, from.Value, to.Value), CultureInfo.CurrentCulture, Text)
                + (to <= from && to != NodaTime.LocalTime.Midnight ? Text[", to the next day"].Value : "");
    }

    // In seconds: they are asked for only where the calendar that this one is like has some.
    private static int Step(string? time) => Parse(time) is { Second: > 0 } ? 1 : 60;

    private static NodaTime.LocalTime? Parse(string? text) =>
        Minutes.Parse(text ?? "") is { Success: true } minutes ? minutes.Value
        : Seconds.Parse(text ?? "") is { Success: true } seconds ? seconds.Value
        : null;

    private async Task SaveAsync()
    {
        Problems.Clear();
        var details = _form!.Read(Problems);

        if (await IsMistypedAsync())
        {
            return;
        }

        if (await ChangeAsync(Permissions.TariffsEdit, by => Grains.GetGrain<ICreationGrain>(_operationId).CreatePeriodSetAsync(details, by)) is not null)
        {
            Snackbar.Add(Text["{0} is saved.", details.Name], Severity.Success);
            Navigation.NavigateTo("admin/periods");
        }
    }
}
