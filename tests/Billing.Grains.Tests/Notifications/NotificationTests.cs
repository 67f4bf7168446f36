using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Notifications;
using Billing.Contracts.Sessions;
using Billing.Core.Accounts;
using Billing.Core.Allowances;
using Billing.Core.Customers;
using Billing.Core.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Notifications;

/// <summary>From what happens to a balance to a mail in a real mail server and a call of a real HTTP service, in a cluster of two silos.</summary>
[Collection(nameof(NotificationTests))]
public sealed class NotificationTests(TwoSilos silos)
{
    [Fact]
    public async Task A_balance_that_falls_below_the_threshold_is_told_once_though_both_silos_sweep()
    {
        var (caller, address) = await CallerAsync();
        await ChargeAsync(caller, 4);
        await SweepTwiceAsync();
        Assert.Empty(silos.Mail.MailsTo(address)); // 6.00 are left

        await ChargeAsync(caller, 2);
        await ChargeAsync(caller, 1);
        await caller.Balance.ReloadAsync();
        await ChargeAsync(caller, 1);
        await SweepTwiceAsync();

        var mail = Assert.Single(silos.Mail.MailsTo(address));
        Assert.Equal("Your balance is low: 4.00 USD", mail.Subject);
        Assert.Contains("less than 5.00 USD", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal("billing@operator.example", mail.From.Mailboxes.Single().Address);
        Assert.Equal([("low-balance", DeliveryState.Sent), ("low-balance", DeliveryState.Sent)], (await RowsAsync(caller)).Select(row => (EventTerms.Of(row.Event).Name, row.State)));
        await caller.CheckAsync(2);
    }

    [Fact]
    public async Task It_is_told_no_more_than_once_a_day_however_often_it_is_topped_up()
    {
        var (caller, address) = await CallerAsync();
        await ChargeAsync(caller, 6);
        await caller.Balance.CreditAsync(new("again/" + caller.Login, CreditKind.TopUp, 10, null, null));
        await ChargeAsync(caller, 10);
        await SweepTwiceAsync();

        Assert.Equal(["Your balance is low: 4.00 USD", "We have received 10.00 USD"], silos.Mail.MailsTo(address).Select(mail => mail.Subject).Order().Reverse());
        await caller.CheckAsync(4);
    }

    [Fact]
    public async Task What_is_for_the_staff_is_told_to_the_staff_and_not_to_be_seen_by_the_customer()
    {
        var (caller, address) = await CallerAsync(culture: "es-ES");
        await silos.Book.ExecuteAsync(
            """
            insert into notification (key, event, balance_id, facts, raised_at, due_at)
            values ($1, 21, $2, '{"gateway": "bras", "account": "ann", "session": "staffs-1", "order": "Disconnect-Request", "reason": "it was asked", "answer": "503", "times": 3}', now(), now())
            """,
            "staff/" + caller.Login,
            caller.BalanceId);
        await SweepTwiceAsync();

        Assert.Empty(silos.Mail.MailsTo(address));
        var mail = Assert.Single(silos.Mail.MailsTo(TwoSilos.StaffEmail), one => one.TextBody!.Contains("staffs-1", StringComparison.Ordinal)); // others may tell the staff, too
        Assert.Equal("bras does not do what it is told", mail.Subject);
        Assert.Contains("told 3 times: Disconnect-Request, for the session staffs-1 of ann", mail.TextBody, StringComparison.Ordinal);
        Assert.NotEmpty(await RowsAsync(caller));
        Assert.Empty((await Query.ListAsync(
            Scope.OfAccount(caller.Account.AccountId), new(BalanceId: caller.BalanceId), new(), CancellationToken.None)).Rows);
    }

    [Fact]
    public async Task A_charge_whose_answer_was_lost_is_told_with_it_once()
    {
        var (caller, address) = await CallerAsync();
        var fee = new PostOrder("lost/" + caller.Login, PostKind.OneOff, -6, null);
        silos.Faults.LoseAnswers(caller.BalanceId);
        await Assert.ThrowsAnyAsync<Exception>(() => caller.Balance.PostAsync(fee).AsTask());
        await Office.UntilAsync(async () => (await caller.Balance.PostAsync(fee)).Result is OperationResult.Done, "it is asked again");
        await SweepTwiceAsync();

        Assert.Equal("Your balance is low: 4.00 USD", Assert.Single(silos.Mail.MailsTo(address)).Subject);
        await caller.CheckAsync(4);
    }

    [Fact]
    public async Task Suspensions_and_blocks_by_staff_are_told_and_so_is_their_end()
    {
        var office = new Office(silos);
        var customerId = await office.CustomerAsync();
        var address = $"{customerId}@staff.example.com";
        await silos.Book.ExecuteAsync("update customer set email = $2 where customer_id = $1", customerId, address);
        var (accountId, login, _) = await office.AccountAsync(customerId, await office.ProductAsync(1));
        var customer = silos.Grains.GetGrain<ICustomerGrain>(customerId);

        foreach (var (status, reason) in new[] { (CustomerStatus.Suspended, "asked"), (CustomerStatus.Suspended, "asked twice"), (CustomerStatus.Active, "") })
        {
            Office.Done(await customer.SetStatusAsync(new(status, null, reason, new(Office.Anna, (await customer.GetAsync())!.Version))));
        }

        Office.Done(await office.Account(accountId).SetStatusAsync(AccountStatus.Suspended, "lost", await office.SeenAsync(accountId)));
        Office.Done(await office.Account(accountId).SetStatusAsync(AccountStatus.Active, null, await office.SeenAsync(accountId)));
        await SweepTwiceAsync();

        Assert.Equal(
            [$"{login} is blocked", $"{login} is no longer blocked", "Your services are back", "Your services are suspended"],
            silos.Mail.MailsTo(address).Select(mail => mail.Subject).OrderBy(subject => subject!.StartsWith("Your", StringComparison.Ordinal)).ThenBy(subject => subject, StringComparer.Ordinal));
    }

    // Nobody has confirmed where alerts go: who sets it must not keep the customer from hearing what is told in any case.
    [Theory]
    [InlineData("example.com", 1, "example.com", 1)]
    [InlineData("example.com", 1, "nobody.example.com", 0)] // which its mail server refuses
    [InlineData("nobody.example.com", 0, "example.com", 1)]
    public async Task What_is_told_in_any_case_goes_to_the_customers_own_address_too(string ownAt, int toldOwn, string alertsAt, int toldThere)
    {
        var (caller, address) = await CallerAsync();
        var own = $"own-{caller.Login}@{ownAt}";
        var alerts = $"alerts-{caller.Login}@{alertsAt}";
        await silos.Book.ExecuteAsync("update customer set email = $2 where customer_id = (select customer_id from balance where balance_id = $1)", caller.BalanceId, own);
        await silos.Book.ExecuteAsync(
            "insert into alert_setting (balance_id, email) values ($1, $2) on conflict (balance_id) do update set email = $2", caller.BalanceId, alerts);
        await ChargeAsync(caller, 6);
        await silos.Book.ExecuteAsync(
            "insert into notification (key, event, balance_id, facts, raised_at, due_at) values ($1, 14, $2, '{}', now(), now())", "stopped/" + caller.Login, caller.BalanceId);
        await SweepTwiceAsync();

        Assert.Equal(Enumerable.Repeat("Your services are suspended", toldOwn), silos.Mail.MailsTo(own).Select(mail => mail.Subject));
        Assert.Equal(toldThere, silos.Mail.MailsTo(alerts).Count(mail => mail.Subject == "Your services are suspended"));
        Assert.Equal(toldThere, silos.Mail.MailsTo(alerts).Count(mail => mail.Subject == "Your balance is low: 4.00 USD"));
        Assert.Empty(silos.Mail.MailsTo(address));
        await caller.CheckAsync(4);
    }

    [Fact]
    public async Task A_call_that_runs_is_told_of_while_it_runs_and_once()
    {
        var (caller, address) = await CallerAsync();
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await caller.ReportAsync(ReportKind.Start, 0, token);
        await caller.ReportAsync(ReportKind.Interim, 170, token);
        await SweepTwiceAsync();
        Assert.Empty(silos.Mail.MailsTo(address)); // what is held is not used

        await caller.ReportAsync(ReportKind.Interim, 350, token);
        await caller.ReportAsync(ReportKind.Interim, 350, token);
        await SweepTwiceAsync();
        Assert.Single(silos.Mail.MailsTo(address));

        await caller.ReportAsync(ReportKind.Stop, 360, token);
        await SweepTwiceAsync();
        Assert.Single(silos.Mail.MailsTo(address));
        await caller.CheckAsync(4);
    }

    [Fact]
    public async Task An_allowance_is_told_at_80_percent_and_when_it_is_used_up_in_the_customers_language()
    {
        var (caller, address) = await CallerAsync(culture: "es-ES");
        await caller.Balance.GiveAsync(new("give/" + caller.Login, "Bienvenida", AllowanceKind.Units, 600, [new("voice", null, null, 1)], null, 0, null, Exhaustion.PayAsYouGo, null));
        await CallAsync(caller, "s1", 480);
        await CallAsync(caller, "s2", 60);
        await CallAsync(caller, "s3", 60);
        await SweepTwiceAsync();

        Assert.Equal(
            ["Ha usado el 100 % de Bienvenida", "Ha usado el 80 % de Bienvenida"],
            silos.Mail.MailsTo(address).Select(mail => mail.Subject).Order(StringComparer.Ordinal));
        Assert.All(silos.Mail.MailsTo(address), mail => Assert.StartsWith("Hola, ", mail.TextBody, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_spending_limit_and_a_credit_limit_are_told_at_80_percent()
    {
        var (caller, address) = await CallerAsync(funds: 0);
        await caller.Balance.DefineAsync(new CreditLimitOrder("credit/" + caller.Login, 10));
        await ChargeAsync(caller, 8);
        await SweepTwiceAsync();

        var mail = Assert.Single(silos.Mail.MailsTo(address));
        Assert.Equal("80 % of your credit limit is used", mail.Subject);
        Assert.Contains("8.00 USD of your credit limit of 10.00 USD", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_is_signed_and_says_the_same_key_in_every_try()
    {
        var (caller, _) = await CallerAsync();
        silos.Webhook.Status = 503;
        await ChargeAsync(caller, 6);
        await SweepTwiceAsync();
        silos.Webhook.Status = 204;
        await DueAsync(caller);
        await SweepTwiceAsync();

        var calls = silos.Webhook.CallsWith($"\"balanceId\":{caller.BalanceId},");
        Assert.Equal([503, 204], calls.Select(call => call.Answer));
        Assert.Single(calls.Select(call => call.IdempotencyKey).Distinct());
        Assert.All(calls, call =>
        {
            var parts = call.Signature!.Split(',').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(TwoSilos.WebhookSecret), Encoding.UTF8.GetBytes($"{parts["t"]}.{call.Body}"));
            Assert.Equal(Convert.ToHexStringLower(expected), parts["v1"]);
        });
        var told = JsonNode.Parse(calls[1].Body)!;
        Assert.Equal(("low-balance", "4", "USD"), ((string)told["event"]!, (string)told["facts"]!["left"]!["amount"]!, (string)told["facts"]!["left"]!["currency"]!));
        Assert.Equal(DeliveryState.Sent, (await RowsAsync(caller)).Single(row => row.Channel is NotificationChannel.Webhook).State);
    }

    [Fact]
    public async Task A_mail_server_that_is_away_gets_the_mail_when_it_is_back_and_is_given_up_at_last()
    {
        var (caller, address) = await CallerAsync();
        silos.Mail.IsDown = true;

        try
        {
            await ChargeAsync(caller, 6);
            await SweepTwiceAsync();
            var waiting = await MailAsync(caller);
            Assert.Equal((DeliveryState.Waiting, 1), (waiting.State, waiting.Tries));
            Assert.StartsWith("the mail server cannot be used", waiting.Reason, StringComparison.Ordinal);
            Assert.True(waiting.NextAt - waiting.RaisedAt > NodaTime.Duration.FromSeconds(50));

            await DueAsync(caller);
            await SweepTwiceAsync();
            await DueAsync(caller);
            await SweepTwiceAsync();
            Assert.Equal((DeliveryState.Failed, 3), ((await MailAsync(caller)).State, (await MailAsync(caller)).Tries));
        }
        finally
        {
            silos.Mail.IsDown = false;
        }

        Assert.True((await silos.Grains.GetGrain<INotificationGrain>((await MailAsync(caller)).NotificationId).SendAgainAsync(NotificationChannel.Email, Office.Anna)).IsDone);
        await SweepTwiceAsync();
        Assert.Single(silos.Mail.MailsTo(address));
        Assert.Equal((DeliveryState.Sent, 1), ((await MailAsync(caller)).State, (await MailAsync(caller)).Tries));
        Assert.Equal("send-again", (await new Office(silos).LastAsync(EntityKinds.Notification, (await MailAsync(caller)).NotificationId)).Action);
    }

    [Theory]
    [InlineData("name@nobody.example", DeliveryState.Failed, "the mail server said 550 no such mailbox")]
    [InlineData(null, DeliveryState.NotSent, "no e-mail address is known")]
    public async Task Why_a_mail_was_not_sent_is_kept(string? email, DeliveryState state, string reason)
    {
        var (caller, _) = await CallerAsync(email: email);
        await ChargeAsync(caller, 6);
        await SweepTwiceAsync();

        Assert.Equal((state, reason), ((await MailAsync(caller)).State, (await MailAsync(caller)).Reason));
    }

    [Fact]
    public async Task A_subscriber_says_where_from_when_and_whether()
    {
        var (caller, address) = await CallerAsync();
        var alerts = silos.Grains.GetGrain<IAlertsGrain>(caller.BalanceId);
        var view = (await alerts.GetAsync())!;
        Assert.Equal((5m, address, true, 0L), (view.UsualLowBalance, view.CustomerEmail, view.IsMailOn, view.Version));
        var other = "other." + address;

        Office.IsRefused(await alerts.EditAsync(new("nowhere", -1, [NotificationEvent.InvoiceIssued]), new("ann", 0)), "Email");
        Office.Done(await alerts.EditAsync(new(other, 8, [NotificationEvent.PaymentReceived]), new("ann", 0)));
        Assert.Equal(ChangeResult.Conflict, (await alerts.EditAsync(new(null, null, []), new("ann", 0))).Result);

        await ChargeAsync(caller, 3);
        await caller.Balance.CreditAsync(new("wanted/" + caller.Login, CreditKind.TopUp, 10, null, null));
        await SweepTwiceAsync();
        Assert.Equal("Your balance is low: 7.00 USD", Assert.Single(silos.Mail.MailsTo(other)).Subject);
        Assert.Equal("the subscriber does not want it", (await RowsAsync(caller)).Single(row => row is { Event: NotificationEvent.PaymentReceived, Channel: NotificationChannel.Email }).Reason);
        Assert.Equal("ann", (await new Office(silos).LastAsync(EntityKinds.Balance, caller.BalanceId)).By);
    }

    [Fact]
    public async Task An_operators_text_is_checked_and_then_sent()
    {
        var template = silos.Grains.GetGrain<INotificationTemplateGrain>("fee-unpaid.es");
        Office.IsRefused(await template.EditAsync(new("Cuota", "Falta {amount}"), new(Office.Anna, 0)), "Body");
        Office.IsRefused(await template.EditAsync(new("{fee", "Falta"), new(Office.Anna, 0)), "Subject");
        Assert.Equal(ChangeResult.NotFound, (await silos.Grains.GetGrain<INotificationTemplateGrain>("fee-unpaid.de").EditAsync(null, new(Office.Anna, 0))).Result);

        Office.Done(await template.EditAsync(new("Cuota de {plan}", "Falta {fee}."), new(Office.Anna, 0)));
        Assert.Equal(("Cuota de {plan}", true, 1), await TextAsync());
        Office.Done(await template.EditAsync(null, new(Office.Anna, 1)));
        Assert.Equal(("{plan} está suspendido: recargue {fee}", false, 0), await TextAsync());

        async Task<(string, bool, long)> TextAsync()
        {
            var row = (await Query.TemplatesAsync(CancellationToken.None)).Single(one => one.Key == "fee-unpaid.es");

            return (row.Text.Subject, row.IsOwn, row.Version);
        }
    }

    private INotificationQuery Query => silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<INotificationQuery>();

    private async Task<(Caller Caller, string Address)> CallerAsync(decimal funds = 10, string culture = "en-GB", string? email = "")
    {
        var caller = await silos.CallerAsync(funds);
        var address = email == "" ? $"{caller.Login}@example.com" : email;
        await silos.Book.ExecuteAsync(
            "update customer c set email = $2, culture = $3 from balance b where b.balance_id = $1 and c.customer_id = b.customer_id", caller.BalanceId, address, culture);

        return (caller, address ?? "");
    }

    private static async Task ChargeAsync(Caller caller, decimal amount) => Assert.Equal(
        OperationResult.Done,
        (await caller.Balance.PostAsync(new($"fee/{Guid.NewGuid():n}", PostKind.OneOff, -amount, null))).Result);

    private static async Task CallAsync(Caller caller, string name, long seconds)
    {
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await caller.ReportAsync(ReportKind.Stop, seconds, token, name);
    }

    private Task<int[]> SweepTwiceAsync() => Task.WhenAll(
        from silo in new[] { 0, 1 }
        from shard in Enumerable.Range(0, INotificationSweepGrain.Shards)
        select silos.From(silo).GetGrain<INotificationSweepGrain>(shard).SweepAsync());

    private Task<int> DueAsync(Caller caller) => silos.Book.ExecuteAsync(
        "update notification_delivery d set next_at = now() from notification n where n.notification_id = d.notification_id and n.balance_id = $1", caller.BalanceId);

    private async Task<IReadOnlyList<NotificationRow>> RowsAsync(Caller caller) =>
        (await Query.ListAsync(Scope.Everything, new(BalanceId: caller.BalanceId), new(), CancellationToken.None)).Rows;

    private async Task<NotificationRow> MailAsync(Caller caller) => (await RowsAsync(caller)).Single(row => row.Channel is NotificationChannel.Email);
}
