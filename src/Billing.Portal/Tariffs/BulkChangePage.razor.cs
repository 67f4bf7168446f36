using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Destinations;
using Billing.Contracts.Rating;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Rating;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace Billing.Portal.Tariffs;

/// <summary>Some or all prices of a tariff by a part of themselves: what it would do, then a second button.</summary>
public sealed partial class BulkChangePage
{
    private TariffRow? _tariff;
    private TariffHead? _head;
    private bool _isMissing;
    private bool _isLooking;
    private string? _percent;
    private string? _prefix;
    private string _group = "";
    private Instant? _from;
    private int _decimals = 5;
    private RateDiff? _diff;
    private BulkChange? _shown;
    private RatingTrialReport? _report;
    private bool _isAccepted;
    private string _operationId = "";
    private IReadOnlyList<(string Value, string Text)> _groups = [];

    [Parameter]
    public long TariffId { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    [Inject]
    private IDestinationQuery Destinations { get; set; } = null!;

    private static IReadOnlyList<(int Value, string Text)> Decimals =>
        [.. Enumerable.Range(0, 11).Select(count => (count, count.ToString(CultureInfo.InvariantCulture)))];

    private ITariffGrain Grain => Grains.GetGrain<ITariffGrain>(TariffId);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        Problems.Clear();
        (_diff, _shown) = (null, null);
        _groups = [("", Text["all destinations"]), .. (await Destinations.GroupsAsync(CancellationToken.None)).Select(group => (group.Name, group.Name))];
        _tariff = await Tariffs.FindAsync(TariffId, CancellationToken.None);
        _head = _tariff is null ? null : await Grain.HeadAsync();
        _isMissing = _head is null;
    }

    private string? Problem(string field) => Problems[field];

    private string Percent => _shown!.Percent.ToString("0.##########", CultureInfo.CurrentCulture);

    // What was shown is of another change now.
    private void Again() => (_diff, _shown, _report, _isAccepted) = (null, null, null, false);

    private async Task PreviewAsync()
    {
        Problems.Clear();

        if (Prices.Parse(_percent, CultureInfo.CurrentCulture) is not { } percent || percent is < -100 or > 1000 or 0)
        {
            Problems.Add("Percent", "a number from −100 to 1000 that is not zero");
            percent = 0;
        }

        if (await IsMistypedAsync())
        {
            return;
        }

        (_diff, _isLooking) = (null, true);
        (_report, _isAccepted) = (null, false);

        try
        {
            var prefix = string.IsNullOrWhiteSpace(_prefix) ? null : _prefix.Trim();
            var shown = new BulkChange(percent, prefix, _group.Length == 0 ? null : _group, _from, _decimals);
            _shown = shown;
            _operationId = $"portal-{Guid.NewGuid():N}"; // of what is shown: pressed twice, it is one change
            _head = await Grain.HeadAsync();
            var diff = await Grain.PreviewBulkAsync(shown);

            if (!ReferenceEquals(_shown, shown))
            {
                return; // another was typed meanwhile
            }

            _diff = diff;
            StateHasChanged();
            var report = await Grain.TryBulkAsync(shown);
            _report = ReferenceEquals(_shown, shown) ? report : null;
        }
        catch (Exception failure) when (failure.IsTold())
        {
            Again();
            Problems.Say(Failures.Say(failure, Text["No answer came. Nothing was changed; try once more."]));
        }
        finally
        {
            _isLooking = false;
        }
    }

    // What is applied is what was shown, on the version that it was shown for; and it goes on when nobody waits.
    private async Task ApplyAsync()
    {
        if (await ChangeAsync(Permissions.TariffsEdit, by => Grains.GetGrain<IRateScalingGrain>(_operationId)
            .StartAsync(new(TariffId, _tariff!.Name, _shown!, new Edit(by, _head!.Version))).ThenAcceptAsync(Grains, _report, by)) is not null)
        {
            Navigation.NavigateTo($"admin/tariffs/scaling/{_operationId}");
        }
    }
}
