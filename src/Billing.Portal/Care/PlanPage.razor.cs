using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Lines;
using Billing.Contracts.Payers;
using Billing.Core.BillingPeriods;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Plans;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace Billing.Portal.Care;

/// <summary>What a line has, what it could have instead, and what that would have cost.</summary>
public sealed partial class PlanPage
{
    private Subscriber? _subscriber;
    private IReadOnlyList<AccountRow> _lines = [];
    private AccountRow? _line;
    private LinePlans? _plans;
    private LineComparison? _comparison;
    private string? _told;
    private string? _found;
    private bool _isCompared;
    private bool _isFound;
    private bool _isLoaded;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    private LineOwner Owner => new(_subscriber!.Scope.CustomerId, _subscriber.Scope.AccountId);

    private IEnumerable<(string, string)> OtherLines => _lines.Skip(1).Select(line => (line.AccountId.ToString(CultureInfo.InvariantCulture), line.Login));

    private string Compared => _comparison switch
    {
        null when _isCompared => Text["Your last 3 months could not be priced just now."],
        null => Text["Your last 3 months are being priced on each plan…"],
        { Uses: 0 } => Text["You used nothing in the last 3 months, so the fees alone are compared."],
        { IsCut: true } => Text["The newest {0} of your uses of the last 3 months are priced on each plan, as if they came again now; there were more.", _comparison.Uses],
        { Uses: 1 } => Text["Your one use of the last 3 months is priced on each plan, as if it came again now."],
        _ => Text["Your {0} uses of the last 3 months are priced on each plan, as if they came again now.", _comparison.Uses],
    };

    protected override async Task OnInitializedAsync() => _subscriber = await SubscriberAsync();

    protected override async Task OnParametersSetAsync()
    {
        if (_subscriber is null)
        {
            return; // it comes here again when it knows
        }

        if ((!_isFound || Address[CareReader.Find] != _found) && !await FindAsync())
        {
            return;
        }

        if (!_isLoaded || Wanted()?.AccountId != _line?.AccountId)
        {
            await LoadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isCompared || _plans is not { MayOrder: true } plans)
        {
            return;
        }

        // It takes a moment: the page is there first.
        _isCompared = true;

        try
        {
            var comparison = plans.Offers.Any(offer => offer.As is PlanOffer.AsPlan)
                ? await Grains.GetGrain<ILinePlanGrain>(_line!.AccountId).CompareAsync(Owner)
                : null;
            _comparison = ReferenceEquals(plans, _plans) ? comparison : _comparison;
        }
        catch (Exception failure) when (failure.IsTold())
        {
            Failures.Note(failure); // the sentence says that it could not be done
        }

        StateHasChanged();
    }

    // A line that was chosen before others were looked for is not among these, and is no stranger's.
    private AccountRow? Wanted() => Address.Number("line") is { } wanted && (_found is null || _lines.Any(line => line.AccountId == wanted))
        ? _lines.FirstOrDefault(line => line.AccountId == wanted)
        : _lines is [var first, ..] ? first : null;

    /// <returns>Whether it is what is asked for still: else something else has been typed since, and that is on its way.</returns>
    private async Task<bool> FindAsync()
    {
        var find = _found = Address[CareReader.Find];
        var lines = await Care.LinesAsync(_subscriber!, Address, CancellationToken.None);

        if (find != _found)
        {
            return false;
        }

        (_lines, _isFound) = (lines, true);

        return true;
    }

    // Line and plans change together: what is ordered of these is ordered for that one.
    private async Task LoadAsync()
    {
        var line = Wanted();
        var plans = line is null ? null : await Grains.GetGrain<ILinePlanGrain>(line.AccountId).ShowAsync(Owner);

        if (line?.AccountId != Wanted()?.AccountId)
        {
            return; // another was chosen since
        }

        (_line, _plans, _comparison, _isCompared, _told, _isLoaded) = (line, plans, null, false, null, true);
    }

    private ImmutableArray<LineOffer> Offered => _plans!.Offers;

    private List<LineOffer> Offers(PlanOffer kind) => [.. Offered.Where(offer => offer.As == kind)];

    private string Price(decimal fee, PeriodKind period, int count) =>
        $"{Money.Text(fee, _plans!.Currency, CultureInfo.CurrentCulture)} {PlanWords.Every(period, count, Text)}";

    private Task ChooseAsync(LineOffer offer) => ShowAsync(
        offer.As is PlanOffer.AsPlan ? LineVerb.Change : LineVerb.Add, offer.Name, offer.PlanId, null, offer.As is PlanOffer.AsPlan ? _plans!.Plan?.RenewsAt : null);

    private Task EndAsync(LineSubscription one) => ShowAsync(LineVerb.End, one.Name, null, one.SubscriptionId, one.RenewsAt);

    private async Task ShowAsync(LineVerb verb, string name, long? planId, long? subscriptionId, NodaTime.Instant? renewsAt)
    {
        var ordered = _line!.AccountId;
        var parameters = new DialogParameters<PlanOrderDialog>
        {
            { it => it.AccountId, ordered },
            { it => it.Order, new LineOrder($"care-{Guid.NewGuid():N}", verb, planId, subscriptionId, AtRenewal: false, Owner, _subscriber!.Editor) },
            { it => it.Name, name },
            { it => it.Currency, _plans!.Currency },
            { it => it.RenewsAt, renewsAt },
        };
        var result = await (await Dialogs.ShowAsync<PlanOrderDialog>((string?)null, parameters)).Result;

        if (result is { Canceled: false, Data: string told })
        {
            await FindAsync();
            await LoadAsync();
            _told = _line?.AccountId == ordered ? told : null;
            StateHasChanged();
            await Task.Yield();
            await Script.InvokeVoidAsync("portal.focus", "[data-done]"); // the button that opened it may be gone with what was ordered
        }
    }
}
