using AngleSharp.Dom;
using Billing.Contracts.Accounts;
using Billing.Contracts.Invoices;
using Billing.Contracts.Paging;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using Billing.Portal.Desk;
using Billing.Portal.Subscriptions;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor;
using MudBlazor.Services;
using NodaTime;

namespace Billing.Portal.Tests.Subscriptions;

/// <summary>What is chosen of a subscription arrives in the order, first as a question and then as what is to be done.</summary>
public sealed class PlanDialogTests : BunitContext
{
    private static readonly DateTimeZone Madrid = DateTimeZoneProviders.Tzdb["Europe/Madrid"];
    private static readonly Instant Day = Instant.FromUtc(2026, 11, 9, 23, 0); // November 10 there
    private static readonly SubscriptionRecord Has = new(5, 3, "Small", 2, "active", Instant.FromUtc(2026, 11, 1, 0, 0), null, 0);

    private readonly List<object> _asked = [];
    private readonly BunitAuthorizationContext _user;
    private PayerReply _reply = new(null, 5, [new(Day, "fee", "Large", 60, "2026-11-10", "2026-12-01")]);
    private TaskCompletionSource<PayerReply>? _held;
    private TaskCompletionSource<IReadOnlyList<SubscriptionRecord>>? _heldBefore;

    public PlanDialogTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        Services.AddMudServices();
        Services.AddSingleton(Answers.To<IAccountQuery>((_, _) => Task.FromResult(new Page<AccountRow>([], null, null))));
        Services.AddSingleton(Answers.To<IPayerQuery>((_, _) => Task.FromResult<IReadOnlyList<PlanRow>>(
        [
            new(11, "EUR", new() { Name = "Small", Fee = 30, Cycle = new(PeriodKind.Monthly) }),
            new(12, "EUR", new() { Name = "Large", Fee = 60, Cycle = new(PeriodKind.MonthlyAnniversary) }),
        ])));
        Services.AddSingleton(Answers.To<IInvoiceQuery>((_, _) => _heldBefore?.Task ?? Task.FromResult<IReadOnlyList<SubscriptionRecord>>([Has])));
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(Answers.Grains(Answers.To<IPayerGrain>((_, arguments) =>
        {
            _asked.Add(arguments[0]!);

            return _held?.Task ?? Task.FromResult(_reply);
        })));
        Services.AddScoped<Clerk>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        var user = AddAuthorization();
        user.SetAuthorized("dana");
        user.SetPolicies(Permissions.CustomersEdit, Permissions.MoneyAdjust);
        _user = user;
    }

    [Fact]
    public async Task A_plan_is_added_with_its_pieces_day_and_anchor()
    {
        var dialog = await ShowAsync(PlanVerb.Add);
        Assert.Empty(_asked); // no plan is chosen
        Assert.Equal(0, Checks(dialog));
        Assert.False(Button(dialog, "Cancel").HasAttribute("disabled")); // and not "Keep it": there is nothing yet

        dialog.Find("select").Change("12");
        Type(dialog, "Pieces", "3");
        Type(dialog, "Begins on", "2026-11-10");
        Check(dialog, "Charge from that day on");
        Type(dialog, "Periods begin on day", "31");
        Assert.All(_asked, one => Assert.True(((SubscribeOrder)one).IsPreview));
        await DoAsync(dialog, "Add Large");

        var order = Assert.IsType<SubscribeOrder>(_asked[^1]);
        Assert.Equal(
            new SubscribeOrder(order.OperationId, 12, null, 3, 31, Day, By: "dana", IsBackdated: true),
            order);
        Assert.Equal(order.OperationId, ((SubscribeOrder)_asked[0]).OperationId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_asked_for_an_earlier_choice_is_not_shown_when_it_is_answered_later(bool isRefused)
    {
        var dialog = await ShowAsync(PlanVerb.Add);
        var held = _held = new();
        dialog.Find("select").Change("11");
        _held = null;
        dialog.Find("select").Change("12");
        Assert.Contains("60.00", dialog.Find("table").TextContent, StringComparison.Ordinal);

        await dialog.InvokeAsync(() => held.SetResult(isRefused
            ? new("at: expected a day of this year")
            : new(null, 5, [new(Day, "fee", "Earlier choice", 30, "2026-11-10", "2026-12-01")])));

        Assert.Contains("60.00", dialog.Find("table").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("30.00", dialog.Find("table").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("of this year", dialog.Markup, StringComparison.Ordinal);
        Assert.False(Button(dialog, "Add Large").HasAttribute("disabled"));
    }

    [Fact]
    public async Task While_another_choice_is_priced_the_earlier_one_keeps_its_place_pale_and_nothing_is_ordered()
    {
        var dialog = await ShowAsync(PlanVerb.Add);
        dialog.Find("select").Change("12");
        Assert.Null(dialog.Find("[data-preview]").GetAttribute("aria-busy"));
        var held = _held = new();
        Type(dialog, "Pieces", "2");

        Assert.Equal("true", dialog.Find("[data-preview]").GetAttribute("aria-busy"));
        Assert.Contains("60.00", dialog.Find("[data-preview]").TextContent, StringComparison.Ordinal);
        Assert.True(Button(dialog, "Add Large").HasAttribute("disabled"));

        await dialog.InvokeAsync(() => held.SetResult(new(null, 5, [new(Day, "fee", "Large", 120, "2026-11-10", "2026-12-01")])));
        Assert.Null(dialog.Find("[data-preview]").GetAttribute("aria-busy"));
        Assert.Contains("120.00", dialog.Find("[data-preview]").TextContent, StringComparison.Ordinal);
        Assert.False(Button(dialog, "Add Large").HasAttribute("disabled"));
    }

    // The form is there until it is answered: what is typed meanwhile has not been priced.
    [Fact]
    public async Task What_is_ordered_is_what_was_shown_when_it_was_pressed()
    {
        var dialog = await ShowAsync(PlanVerb.Change);
        dialog.Find("select").Change("12");
        var held = _heldBefore = new();
        var pressed = Button(dialog, "Change to Large").ClickAsync(new());
        Type(dialog, "Pieces", "7");
        Check(dialog, "Waive what leaving");

        await dialog.InvokeAsync(() => held.SetResult([Has]));
        await pressed;

        Assert.Equal(
            new SubscriptionChange(5, SubscriptionVerb.ChangePlan, 12, By: "dana"),
            Assert.Single(_asked.Cast<SubscriptionChange>(), one => !one.IsPreview));
    }

    [Fact]
    public async Task A_plan_of_calendar_periods_has_no_day_of_the_month()
    {
        var dialog = await ShowAsync(PlanVerb.Add);
        dialog.Find("select").Change("11");

        Assert.DoesNotContain("Periods begin on day", dialog.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_dated_back_where_that_is_ticked()
    {
        var dialog = await ShowAsync(PlanVerb.Change);
        dialog.Find("select").Change("12");
        Assert.DoesNotContain("It has been so since that day", dialog.Markup, StringComparison.Ordinal); // no day is typed

        Type(dialog, "Takes effect on", "2026-11-10");
        Assert.False(((SubscriptionChange)_asked[^1]).IsBackdated);
        Check(dialog, "It has been so since that day");
        Check(dialog, "Periods begin anew");
        Check(dialog, "Waive what leaving");
        await DoAsync(dialog, "Change to Large");

        Assert.Equal(
            new SubscriptionChange(
                5, SubscriptionVerb.ChangePlan, 12, null, StartsPeriod: true, Day, IsPenaltyWaived: true, By: "dana", IsBackdated: true),
            _asked[^1]);
    }

    [Fact]
    public async Task A_change_for_the_periods_end_has_no_day_and_one_with_a_day_no_periods_end()
    {
        var dialog = await ShowAsync(PlanVerb.Change);
        dialog.Find("select").Change("12");
        Check(dialog, "At the end of the running period");
        Assert.True(((SubscriptionChange)_asked[^1]).AtPeriodEnd);

        Type(dialog, "Takes effect on", "2026-11-10");

        Assert.Equal((false, Day), ((SubscriptionChange)_asked[^1]) is var change ? (change.AtPeriodEnd, change.At!.Value) : default);
        Assert.DoesNotContain("At the end of the running period", dialog.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_number_of_pieces_leaves_the_plan_as_it_was_sold()
    {
        var dialog = await ShowAsync(PlanVerb.Change);
        Type(dialog, "Pieces", "5");
        await DoAsync(dialog, "Change to 5 pieces");

        Assert.Equal(new SubscriptionChange(5, SubscriptionVerb.ChangePlan, null, 5, By: "dana"), _asked[^1]);
    }

    [Fact]
    public async Task A_trial_is_made_longer_without_another_plan()
    {
        var dialog = await ShowAsync(PlanVerb.Change);
        Type(dialog, "First day that costs a fee", "2026-12-24");
        await DoAsync(dialog, "Change plan");

        Assert.Equal(new SubscriptionChange(5, SubscriptionVerb.ChangePlan, By: "dana", TrialEnd: "2026-12-24"), _asked[^1]);
    }

    [Theory]
    [InlineData("", EndCredit.AsPlan)]
    [InlineData("Days", EndCredit.Days)]
    [InlineData("None", EndCredit.None)]
    [InlineData("Full", EndCredit.Full)]
    public async Task What_is_credited_of_the_running_period_is_chosen(string chosen, EndCredit credit)
    {
        var dialog = await ShowAsync(PlanVerb.Cancel);
        dialog.Find("select").Change(chosen);
        Assert.Equal(credit, Assert.IsType<SubscriptionChange>(_asked[^1]).Credit);
        await DoAsync(dialog, "Cancel Small");
        Assert.Equal(new SubscriptionChange(5, SubscriptionVerb.Cancel, By: "dana", Credit: credit), _asked[^1]);

        var change = await ShowAsync(PlanVerb.Change);
        change.FindAll("select")[0].Change("12");
        change.FindAll("select")[1].Change(chosen);
        await DoAsync(change, "Change to Large");
        Assert.Equal(new SubscriptionChange(5, SubscriptionVerb.ChangePlan, 12, By: "dana", Credit: credit), _asked[^1]);
    }

    // Days that were used are money that is given.
    [Theory]
    [InlineData(PlanVerb.Cancel, "Cancel Small")]
    [InlineData(PlanVerb.Change, "Change to Large")]
    public async Task All_of_a_period_is_credited_by_who_may_adjust_money_and_nobody_else(PlanVerb what, string verb)
    {
        _user.SetPolicies(Permissions.CustomersEdit);
        var dialog = await ShowAsync(what);

        if (what is PlanVerb.Change)
        {
            dialog.FindAll("select")[0].Change("12");
        }

        Assert.Equal(["As the plan says", "The days that are left", "Nothing"], dialog.FindAll("select")[^1].QuerySelectorAll("option").Select(one => one.TextContent));
        dialog.FindAll("select")[^1].Change(nameof(EndCredit.Full)); // as by another program than a browser
        await Button(dialog, verb).ClickAsync(new());

        Assert.All(_asked, one => Assert.True(((SubscriptionChange)one).IsPreview));
        Assert.NotEmpty(dialog.FindAll(".formerror"));
        dialog.FindAll("select")[^1].Change(nameof(EndCredit.Days));
        await DoAsync(dialog, verb);
        Assert.False(Assert.IsType<SubscriptionChange>(_asked[^1]).IsPreview);
    }

    [Fact]
    public async Task What_waits_for_first_use_is_begun_when_asked_for()
    {
        var dialog = await ShowAsync(PlanVerb.Begin);
        await DoAsync(dialog, "Begin Small now");

        Assert.Equal(new SubscriptionChange(5, SubscriptionVerb.Activate, By: "dana"), _asked[^1]);
        Assert.Equal("Waits for first use", SubscriptionWords.State(Has with { State = "pending" }));
        Assert.Equal("Begins later", SubscriptionWords.State(Has with { State = "pending", StartsAt = Day }));
    }

    // Another may have changed them while the dialog was open.
    [Fact]
    public async Task Pieces_that_were_not_touched_are_not_ordered()
    {
        var dialog = await ShowAsync(PlanVerb.Change);
        Type(dialog, "Pieces", "3");
        Type(dialog, "Pieces", "2");
        dialog.Find("select").Change("12");
        await DoAsync(dialog, "Change to Large");

        Assert.Equal(new SubscriptionChange(5, SubscriptionVerb.ChangePlan, 12, null, By: "dana"), _asked[^1]);
    }

    [Fact]
    public async Task An_end_and_a_pause_may_be_of_an_earlier_day_and_what_goes_on_may_not()
    {
        var dialog = await ShowAsync(PlanVerb.Cancel);
        Type(dialog, "Takes effect on", "2026-11-10");
        Check(dialog, "It has been so since that day");
        Check(dialog, "Waive what leaving");
        await DoAsync(dialog, "Cancel Small");
        Assert.Equal(new SubscriptionChange(5, SubscriptionVerb.Cancel, At: Day, IsPenaltyWaived: true, By: "dana", IsBackdated: true), _asked[^1]);

        var pause = await ShowAsync(PlanVerb.Pause);
        Type(pause, "Takes effect on", "2026-11-10");
        Check(pause, "It has been so since that day");
        await DoAsync(pause, "Pause Small");
        Assert.Equal(new SubscriptionChange(5, SubscriptionVerb.Pause, At: Day, By: "dana", IsBackdated: true), _asked[^1]);

        Assert.Equal(0, Checks(await ShowAsync(PlanVerb.Resume)));
    }

    [Theory]
    [InlineData("Pieces", "0")]
    [InlineData("Periods begin on day", "32")]
    [InlineData("Takes effect on", "tomorrow")]
    public async Task What_makes_no_sense_is_told_and_neither_asked_nor_done(string label, string typed)
    {
        var dialog = await ShowAsync(PlanVerb.Change);
        dialog.Find("select").Change("12");
        _asked.Clear();

        Type(dialog, label, typed);

        Assert.Contains("Expected:", dialog.Markup, StringComparison.Ordinal);
        Assert.Empty(_asked);
        Assert.True(Button(dialog, "Change to Large").HasAttribute("disabled"));
    }

    [Fact]
    public async Task What_is_refused_is_told_and_cannot_be_done()
    {
        _reply = new("at: expected 2026-11-01T00:00:00Z or later, when the running period began");
        var dialog = await ShowAsync(PlanVerb.Cancel);

        Assert.Contains("when the running period began", dialog.Markup, StringComparison.Ordinal);
        Assert.True(Button(dialog, "Cancel Small").HasAttribute("disabled"));
    }

    private async Task<IRenderedComponent<MudDialogProvider>> ShowAsync(PlanVerb what)
    {
        var provider = Render<MudDialogProvider>();
        await provider.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<PlanDialog>((string?)null, new DialogParameters<PlanDialog>
        {
            { it => it.What, what },
            { it => it.Subscription, what is PlanVerb.Add ? null : Has },
            { it => it.BalanceId, 9 },
            { it => it.Currency, "EUR" },
            { it => it.Whose, "Ann" },
            { it => it.Zone, Madrid },
        }));

        return provider;
    }

    private static int Checks(IRenderedComponent<MudDialogProvider> dialog) => dialog.FindAll("label.check").Count;

    private static void Check(IRenderedComponent<MudDialogProvider> dialog, string text) =>
        dialog.FindAll("label.check").Single(one => one.TextContent.Contains(text, StringComparison.Ordinal)).QuerySelector("input")!.Change(true);

    private static void Type(IRenderedComponent<MudDialogProvider> dialog, string label, string text) =>
        dialog.Find($"[id='{dialog.FindAll("label[for]").Single(one => one.TextContent.Trim() == label).GetAttribute("for")}']").Change(text);

    private static IElement Button(IRenderedComponent<MudDialogProvider> dialog, string text) =>
        dialog.FindAll("button").Single(one => one.TextContent.Trim() == text);

    private static async Task DoAsync(IRenderedComponent<MudDialogProvider> dialog, string text)
    {
        await Button(dialog, text).ClickAsync(new());
        dialog.WaitForAssertion(() => Assert.Empty(dialog.FindAll("select, label.check")));
    }
}
