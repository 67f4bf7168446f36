using System.Globalization;
using Billing.Core.Allowances;
using Billing.Core.Tariffs;
using Billing.Portal.Balances;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Care;

public sealed partial class AllowanceCard
{
    private Unit? _unit;

    [Parameter, EditorRequired]
    public Allowance Allowance { get; set; } = null!;

    /// <summary>Of money kept for some use.</summary>
    [Parameter, EditorRequired]
    public string Currency { get; set; } = "";

    [Parameter, EditorRequired]
    public Instant Now { get; set; }

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    [Inject]
    private ServiceUnits Units { get; set; } = null!;

    // As the products say: an operator's own service has a unit too.
    protected override async Task OnInitializedAsync() =>
        _unit = (await Units.AllAsync(CancellationToken.None)).TryGetValue(Service, out var unit) ? unit : null;

    private string Service => Allowance.Uses is [{ Service: { } service }, ..] ? service : "";

    private int Percent => Allowance.Initial <= 0 ? 0 : (int)decimal.Round(100 * decimal.Clamp(Allowance.Remaining / Allowance.Initial, 0, 1));

    private string Told
    {
        get
        {
            // Of what was given once nothing comes after it: the day on which it would have ended tells nothing once it is used up.
            var ends = Allowance.ExpiresAt == Instant.MaxValue || Allowance is { Remaining: <= 0, Issue: null }
                ? ""
                : Text[Allowance.Issue is null ? "Valid until {0}." : "Resets on {0}.", Day(Allowance.ExpiresAt)].Value;
            string now = Allowance switch
            {
                { Remaining: <= 0, Exhaustion: Exhaustion.Block, Issue: null } => Text["Used up: no more can be used."],
                { Remaining: <= 0, Exhaustion: Exhaustion.Block } => Text["Used up: no more until then."],
                { Remaining: <= 0, Exhaustion: Exhaustion.Limit } => Text["Used up: it goes on slower."],
                { Remaining: <= 0 } => Text["Used up: more costs the standard rate."],
                _ when AllowancePace.LastsUntil(Allowance, Now) is { } until => Text["At this pace it lasts until {0}.", Day(until)],
                _ => Text["At this pace it lasts."],
            };

            return $"{now} {ends}".Trim();
        }
    }

    private string Amount(decimal amount) => Allowance.Kind == AllowanceKind.Units
        ? Quantity.Text(_unit ?? ServiceWords.UnitOf(Service), decimal.Max(0, amount), CultureInfo.CurrentCulture)
        : Money.Text(amount, Currency, CultureInfo.CurrentCulture);

    // Of another year with it: "until 14 March" is not said of what lasts for years.
    private string Day(Instant instant)
    {
        var day = Viewer.Local(instant).Date.ToDateTimeUnspecified();

        return day.ToString(day.Year == Viewer.Today(Now).Year ? "M" : "d MMM yyyy", CultureInfo.CurrentCulture);
    }
}
