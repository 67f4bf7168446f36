using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Invoices;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Subscriptions;

/// <summary>What a customer has subscribed to, a balance at a time; the open period may be invoiced before its end.</summary>
public sealed partial class SubscriptionsPage
{
    private const int MostCharges = 500;

    // So many are seen at once.
    private const int Few = 10;

    // In the order of a subscription's life.
    private static readonly string[] Kept = ["pending", "trial", "active", "paused", "suspended", "unfunded", "ended"];

    private CustomerDetail? _customer;
    private IReadOnlyList<BalanceRow> _balances = [];
    private BalanceRow? _chosen;
    private PayerRecord? _payer;
    private DraftReply? _draft;
    private IReadOnlyList<SubscriptionRecord> _subscriptions = [];
    private IReadOnlyList<ChargeView> _charges = [];
    private IReadOnlyList<string> _classes = [];
    private string? _told;
    private string? _entry; // the operation that is told of
    private (long CustomerId, long? BalanceId)? _wanted;
    private bool _seesMoney;
    private bool _isLoaded;

    [Parameter]
    public long CustomerId { get; set; }

    [Inject]
    private ICustomerQuery Customers { get; set; } = null!;

    [Inject]
    private IFundsQuery Funds { get; set; } = null!;

    [Inject]
    private IInvoiceQuery Invoices { get; set; } = null!;

    [Inject]
    private IPayerQuery Payers { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private UndoDesk Undo { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    private IPayerGrain Payer => Grains.GetGrain<IPayerGrain>(_chosen!.BalanceId);

    private bool IsFiltered => Address["q"] is not null || Address["state"] is not null;

    private IEnumerable<(string, string)> States => Kept.Select(state => (state, Text[SubscriptionWords.State(state)].Value));

    private IEnumerable<SubscriptionRecord> Shown => _subscriptions.Where(one =>
        (Address["state"] is not { } state || one.State == state) && Address.Fits("q", one.Plan, one.Login));

    // What of the list is looked at stands in the address too, and asks for nothing anew.
    protected override Task OnParametersSetAsync()
    {
        var wanted = (CustomerId, Address.Number("balance"));

        if (_wanted == wanted)
        {
            return Task.CompletedTask;
        }

        _wanted = wanted;
        (_told, _entry) = (null, null); // of another balance

        return LoadAsync();
    }

    // All of a balance at once: what is ordered goes to the balance whose subscriptions are shown, though another was chosen meanwhile.
    private async Task LoadAsync()
    {
        var none = CancellationToken.None;
        var asked = Address.Number("balance");
        var seesMoney = await Clerk.MayAsync(Permissions.MoneyView);
        var customer = await Customers.FindAsync(Scope.Everything, CustomerId, none);
        var balances = await Funds.BalancesAsync(Scope.Everything, CustomerId, none);
        var chosen = balances.FirstOrDefault(row => row.BalanceId == asked) ?? (balances is [var first, ..] ? first : null);
        var payer = chosen is null ? null : await Invoices.PayerAsync(chosen.BalanceId, none);
        var classes = chosen is null ? _classes : await Payers.ClassesAsync(none);
        var billed = payer is null ? Billed.Nothing : await BilledAsync(payer.BalanceId);

        if (asked != Address.Number("balance"))
        {
            return; // that one is on its way
        }

        (_seesMoney, _customer, _balances, _chosen, _payer, _classes, _isLoaded) = (seesMoney, customer, balances, chosen, payer, classes, true);
        (_draft, _subscriptions, _charges) = billed;
    }

    private async Task<Billed> BilledAsync(long balanceId)
    {
        var none = CancellationToken.None;

        return new(
            await Grains.GetGrain<IPayerGrain>(balanceId).DraftAsync(),
            await Invoices.SubscriptionsAsync(balanceId, Clock.Now(), none),
            [
                .. (await Invoices.ChargesAsync(balanceId, MostCharges, none)).Reverse().Select(charge => new ChargeView(
                    charge.DueAt, charge.Kind, charge.Name, charge.Amount, LocalDatePattern.Iso.Format(charge.FromOn), LocalDatePattern.Iso.Format(charge.ToOn))),
            ]);
    }

    private string? Proposed => _classes.Contains(_customer?.Customer.Class) ? _customer!.Customer.Class : null;

    private async Task<string?> OpenAsync(string className, bool isExempt, int? anchorDay)
    {
        var payer = Payer; // of now: another may be chosen while it is asked who this is
        var reply = await payer.OpenAsync(new(className, isExempt, anchorDay, await Clerk.RequireAsync(Permissions.CustomersEdit)));
        await LoadAsync();
        StateHasChanged(); // the form asks by a function, after which only it is drawn

        return reply.Problem;
    }

    private async Task DelayAsync()
    {
        var payer = Payer;
        var parameters = new DialogParameters<ReasonDialog>
        {
            { it => it.Title, Text["Put reminders off for {0}", _customer!.Customer.Name] },
            {
                it => it.Follows,
                [
                    Text["No reminder, late fee, limit or suspension comes before that day; what is in force stays."],
                    Text["A payment of what is overdue ends all of it, as ever."],
                ]
            },
            { it => it.Verb, Text["Put reminders off"] },
            { it => it.AsksReason, false },
            { it => it.AsksUntil, true },
            { it => it.UntilHelp, Text["The first day on which a step may come again"] },
            { it => it.Do, DoAsync },
        };
        await (await Dialogs.ShowAsync<ReasonDialog>((string?)null, parameters)).Result;
        await LoadAsync();

        async Task<ReasonOutcome> DoAsync(string reason, Instant? until)
        {
            var by = await Clerk.RequireAsync(Permissions.CustomersEdit);

            if (until is not { } at)
            {
                return ChangeReply.Refused("Until", "a day");
            }

            return (await payer.DelayDunningAsync(new(LocalDatePattern.Iso.Format(Viewer.Local(at).Date), by))).AsChange(); // the day as it was typed
        }
    }

    private Task AddAsync() => ShowAsync(PlanVerb.Add, null);

    private Task ChangeAsync(SubscriptionRecord subscription) => ShowAsync(PlanVerb.Change, subscription);

    private Task CancelAsync(SubscriptionRecord subscription) => ShowAsync(PlanVerb.Cancel, subscription);

    private async Task ChargeAsync()
    {
        var parameters = new DialogParameters<OneOffDialog>
        {
            { it => it.BalanceId, _chosen!.BalanceId },
            { it => it.Currency, _chosen.Currency },
            { it => it.Whose, _customer!.Customer.Name },
        };
        var result = await (await Dialogs.ShowAsync<OneOffDialog>((string?)null, parameters)).Result;
        (_told, _entry) = result is { Canceled: false, Data: OneOffDone done } ? (done.Told, done.OperationId) : (null, null);
        await LoadAsync();
    }

    private async Task ShowAsync(PlanVerb task, SubscriptionRecord? subscription)
    {
        var parameters = new DialogParameters<PlanDialog>
        {
            { it => it.What, task },
            { it => it.Subscription, subscription },
            { it => it.BalanceId, _chosen!.BalanceId },
            { it => it.Currency, _chosen.Currency },
            { it => it.Whose, _customer!.Customer.Name },
            { it => it.Zone, DateTimeZoneProviders.Tzdb.GetZoneOrNull(_customer.ZoneId) ?? DateTimeZone.Utc },
        };
        var result = await (await Dialogs.ShowAsync<PlanDialog>((string?)null, parameters)).Result;
        (_told, _entry) = (null, null);
        await LoadAsync();

        if (result is { Canceled: false, Data: SubscriptionRecord before })
        {
            OfferUndo(task, before);
        }
    }

    // By the order that takes it back, as anybody could give it: what it charges or credits is a charge of its own.
    /// <param name="before">As it was read just before the order: what was so already, another did, and it is not taken back here.</param>
    private void OfferUndo(PlanVerb task, SubscriptionRecord before)
    {
        var after = _subscriptions.FirstOrDefault(one => one.SubscriptionId == before.SubscriptionId);
        SubscriptionVerb? undo = (task, after) switch
        {
            (PlanVerb.Withdraw, _) or (_, null) => null,
            (_, { } now) when IsSame(before, now) => null,
            (_, { Coming: not null }) => before.Coming is null ? SubscriptionVerb.Withdraw : null,
            (PlanVerb.Pause, { State: "paused" }) => SubscriptionVerb.Resume,
            (PlanVerb.Resume, { State: "active" or "trial" }) => SubscriptionVerb.Pause,
            _ => null,
        };

        if (undo is { } verb)
        {
            var (payer, balanceId) = (Payer, _chosen!.BalanceId);
            Undo.Offer(
                $"{before.Plan}: {(after!.Coming is { } coming ? Text[SubscriptionWords.Coming(coming.What)] : Text[SubscriptionWords.State(after.State)])}",
                Permissions.CustomersEdit,
                async by => (await Invoices.SubscriptionsAsync(balanceId, Clock.Now(), CancellationToken.None)).Any(one => IsSame(one, after!))
                    && (await payer.ChangeAsync(new(before.SubscriptionId, verb, By: by))).AsChange().IsDone,
                () => InvokeAsync(async () =>
                {
                    await LoadAsync();
                    StateHasChanged();
                }));
        }

        static bool IsSame(SubscriptionRecord one, SubscriptionRecord other) =>
            (one.SubscriptionId, one.State, one.Coming) == (other.SubscriptionId, other.State, other.Coming);
    }

    private sealed record Billed(DraftReply? Draft, IReadOnlyList<SubscriptionRecord> Subscriptions, IReadOnlyList<ChargeView> Charges)
    {
        public static Billed Nothing { get; } = new(null, [], []);
    }
}
