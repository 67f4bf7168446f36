using Billing.Contracts.Changes;
using Billing.Contracts.Invoices;
using Billing.Contracts.Lines;
using Billing.Contracts.Notifications;
using Billing.Contracts.Paging;
using Billing.Contracts.Views;
using Billing.Core.BillingPeriods;
using Billing.Core.Invoices;
using Billing.Core.Notifications;
using Billing.Portal.Care;
using Billing.Portal.Desk;
using Billing.Portal.Exports;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Portal.Tests.Care;

/// <summary>Somebody asks for another line before the first one's answer came: nothing of the one is shown, saved or ordered as the other's.</summary>
public sealed class LateAnswersTests : CareContext
{
    private readonly List<(long Balance, AlertDetails Details)> _saved = [];
    private readonly List<(long Line, LineOrder Order)> _previewed = [];
    private readonly TaskCompletionSource _ofAnn = new();
    private bool _isAnnLate;

    public LateAnswersTests()
    {
        Services.AddScoped<Clerk>().AddScoped<ExportDesk>();
        Services.AddSingleton(Answers.To<IListViewQuery>((_, _) => Task.FromResult<IReadOnlyList<ListViewRow>>([])));
        Services.AddSingleton(Answers.To<INotificationQuery>((_, _) => Task.FromResult(new Page<NotificationRow>([], null, null))));
        Services.AddSingleton(Answers.To<IInvoiceSheetQuery>((method, arguments) => method.Name == nameof(IInvoiceSheetQuery.ListAsync)
            ? InvoicesAsync(((InvoiceRowFilter)arguments[1]!).BalanceId!.Value)
            : Task.FromResult<InvoiceSheet?>(null)));

        foreach (var line in new[] { Ann, Ben })
        {
            Grain(line, Answers.To<IAlertsGrain>((method, arguments) => method.Name == nameof(IAlertsGrain.GetAsync) ? AlertsAsync(line) : SaveAsync(line, arguments)));
            Grain(line, Answers.To<ILinePlanGrain>((method, arguments) => method.Name switch
            {
                nameof(ILinePlanGrain.ShowAsync) => PlansAsync(line),
                nameof(ILinePlanGrain.PreviewAsync) => PreviewAsync(line, (LineOrder)arguments[0]!),
                _ => Task.FromResult<LineComparison?>(null),
            }));
        }
    }

    [Fact]
    public async Task Alerts_of_one_that_come_late_are_not_saved_as_anothers()
    {
        var page = Open<AlertsPage>($"my/alerts?balance={Ben}");
        page.WaitForElement("form");
        await LateAsync(page, "my/alerts");

        Assert.Equal("ben@example.com", page.Find("form input[type=text]").GetAttribute("value"));
        await page.Find("form").SubmitAsync();
        Assert.Equal([(Ben, "ben@example.com")], _saved.Select(one => (one.Balance, one.Details.Email)));
    }

    [Fact]
    public async Task While_the_alerts_of_one_are_read_those_of_another_are_not_to_be_filled_in()
    {
        var page = Open<AlertsPage>($"my/alerts?balance={Ben}");
        page.WaitForElement("form");
        _isAnnLate = true;
        Go(page, $"my/alerts?balance={Ann}");

        Assert.Empty(page.FindAll("form"));
        await page.InvokeAsync(_ofAnn.SetResult);
        Assert.Equal("ann@example.com", page.Find("form input[type=text]").GetAttribute("value"));
    }

    [Fact]
    public async Task What_was_typed_for_one_is_saved_for_it_though_another_is_looked_for_meanwhile()
    {
        var page = Open<AlertsPage>($"my/alerts?balance={Ben}");
        page.WaitForElement("form");
        var search = new TaskCompletionSource();
        Searches["ann"] = search.Task;
        Go(page, $"my/alerts?find=ann&balance={Ben}");
        await page.Find("form").SubmitAsync();
        await page.InvokeAsync(search.SetResult);

        page.WaitForAssertion(() => Assert.Equal("ann@example.com", page.Find("form input[type=text]").GetAttribute("value")));
        Assert.Equal([(Ben, "ben@example.com")], _saved.Select(one => (one.Balance, one.Details.Email)));
    }

    [Fact]
    public async Task An_add_on_that_is_given_up_is_the_one_of_the_line_that_is_shown()
    {
        var dialogs = Render<MudBlazor.MudDialogProvider>();
        var page = Open<PlanPage>($"my/plan?line={Ben}");
        page.WaitForElement("[data-addon]");
        _isAnnLate = true;
        Go(page, $"my/plan?line={Ann}");

        // The page says of whose it is, which is still that of before.
        Assert.Equal("ben", page.Find("section.card .unit").TextContent);
        page.Find("[data-addon] button").Click(); // whose end is that of the dialog
        dialogs.WaitForAssertion(() => Assert.Equal([(Ben, Ben)], _previewed.Select(one => (one.Line, one.Order.SubscriptionId!.Value))));
        await page.InvokeAsync(_ofAnn.SetResult);
        Assert.Equal("ann", page.Find("section.card .unit").TextContent);
    }

    [Fact]
    public async Task Plans_that_come_late_are_not_anothers()
    {
        var page = Open<PlanPage>($"my/plan?line={Ben}");
        page.WaitForElement("[data-addon]");
        await LateAsync(page, "my/plan", "line");

        Assert.Equal(("ben", "Extra 2"), (page.Find("section.card .unit").TextContent, page.Find("[data-addon]").GetAttribute("data-addon")));
    }

    [Fact]
    public async Task Invoices_that_come_late_are_not_paid_to_another_balance()
    {
        var section = Render<BillsSection>(page => page.Add(it => it.Scope, Contracts.Scope.OfCustomer(7)).Add(it => it.BalanceId, Ben).Add(it => it.Currency, "USD"));
        section.WaitForElement("[data-open]");
        _isAnnLate = true;
        section.Render(page => page.Add(it => it.BalanceId, Ann));
        Assert.Empty(section.FindAll("[data-open]"));
        section.Render(page => page.Add(it => it.BalanceId, Ben));
        await section.InvokeAsync(_ofAnn.SetResult);

        Assert.Equal($"my/top-up?balance={Ben}&amount=2", section.Find(".owed a.btn").GetAttribute("href"));
    }

    // Away to the one whose answer does not come yet, back, and then it comes.
    private async Task LateAsync(IRenderedComponent<Layouts.Addressed> page, string path, string name = "balance")
    {
        _isAnnLate = true;
        Go(page, $"{path}?{name}={Ann}");
        Go(page, $"{path}?{name}={Ben}");
        await page.InvokeAsync(_ofAnn.SetResult); // where the page waits for it: it goes on within
    }

    private Task Wait(long line) => line == Ann && _isAnnLate ? _ofAnn.Task : Task.CompletedTask;

    private async Task<AlertsView?> AlertsAsync(long balance)
    {
        await Wait(balance);

        return new(new($"{(balance == Ann ? "ann" : "ben")}@example.com", null, []), "USD", null, null, true, balance);
    }

    private Task<ChangeReply> SaveAsync(long balance, object?[] arguments)
    {
        _saved.Add((balance, (AlertDetails)arguments[0]!));

        return Task.FromResult(new ChangeReply(ChangeResult.Done));
    }

    private async Task<LinePlans?> PlansAsync(long line)
    {
        await Wait(line);
        var addOn = new LineSubscription(line, $"Extra {line}", 1, PeriodKind.Monthly, 1, "active", null, null, null, null);

        return new("USD", true, true, null, [addOn], [], [], null);
    }

    private Task<LineReply> PreviewAsync(long line, LineOrder order)
    {
        _previewed.Add((line, order));

        return Task.FromResult(new LineReply(LineProblem.None));
    }

    private async Task<Page<InvoiceRow>> InvoicesAsync(long balance)
    {
        await Wait(balance);

        var day = new LocalDate(2026, 11, 1);

        return new([new(balance, $"INV-{balance}", false, balance, 7, "C-7", "Family", day, day, day, day, "USD", balance, balance, InvoiceState.Unpaid)], null, null);
    }
}
