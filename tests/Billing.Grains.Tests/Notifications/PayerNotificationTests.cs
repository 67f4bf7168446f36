using Billing.Contracts.Balances;
using Billing.Contracts.Notifications;
using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Orleans.Core.Internal;

namespace Billing.Grains.Tests.Notifications;

/// <summary>What payers are told of invoices, dunning and fees.</summary>
[Collection(nameof(NotificationTests))]
public sealed class PayerNotificationTests(TwoSilos silos)
{
    private static readonly DunningPolicy Steps = new([new(1, DunningAction.Remind), new(2, DunningAction.LateFee, 2), new(3, DunningAction.Suspend)], 3);

    [Fact]
    public async Task An_invoice_its_reminders_the_suspension_and_its_end_are_told_once_each()
    {
        var (caller, payer) = await PayerAsync(new() { Dunning = Steps }, funds: 0);
        await payer.ChargeOnceAsync("router/" + caller.Login, 40, "Router");
        Assert.True((await payer.CloseNowAsync()).IsDone);

        // As it is three weeks later; the grain that does not know that is told to go.
        await silos.Book.AgeInvoicesAsync(caller.BalanceId, 20);
        await DropAsync(payer);
        await Task.WhenAll(payer.AdvanceAsync(), payer.AdvanceAsync());
        Assert.Equal(["invoice-issued", "overdue", "overdue", "suspended"], await ToldAsync(caller.BalanceId));

        await caller.Balance.CreditAsync(new("paid/" + caller.Login, CreditKind.TopUp, 60, null, null));
        await Office.UntilAsync(async () => (await ToldAsync(caller.BalanceId)).Length == 6, "the end of the suspension is told");
        await payer.AdvanceAsync();
        Assert.Equal(["invoice-issued", "overdue", "overdue", "payment-received", "restored", "suspended"], await ToldAsync(caller.BalanceId));

        await SweepAsync();
        var mails = silos.Mail.MailsTo($"{caller.Login}@example.com");
        Assert.Equal(6, mails.Count);
        Assert.Contains(mails, mail => mail.Subject!.StartsWith("Your invoice INV-", StringComparison.Ordinal) && mail.TextBody!.Contains("please pay 40.00 USD", StringComparison.Ordinal));
        Assert.Contains(mails, mail => mail.TextBody!.Contains("Late fee charged today: 2.00 USD", StringComparison.Ordinal));
        Assert.Contains(mails, mail => mail.Subject == "Your services are suspended");
        Assert.Contains(mails, mail => mail.TextBody!.Contains("Reactivation fee charged: 3.00 USD", StringComparison.Ordinal));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(40, false)]
    public async Task That_an_invoice_will_be_due_is_told_on_its_day_if_it_is_open_by_then(decimal paid, bool isTold)
    {
        var (caller, payer) = await PayerAsync(new(), funds: 0);
        await payer.ChargeOnceAsync($"router/{caller.Login}", 40, "Router");
        Assert.True((await payer.CloseNowAsync()).IsDone);
        await SweepAsync();
        Assert.Single(silos.Mail.MailsTo($"{caller.Login}@example.com"));
        Assert.Equal(12, await silos.Book.ReadAsync<int>(
            "select due_at::date - raised_at::date from notification where balance_id = $1 and event = 6", caller.BalanceId));

        if (paid > 0)
        {
            await caller.Balance.CreditAsync(new($"paid/{caller.Login}", CreditKind.TopUp, paid, null, null));
            await Office.UntilAsync(
                () => silos.Book.ReadAsync<bool>("select exists (select from settlement where balance_id = $1)", caller.BalanceId), "the invoice is settled");
        }

        await silos.Book.ExecuteAsync("update notification set due_at = now() where balance_id = $1", caller.BalanceId);
        await SweepAsync();
        Assert.Equal(isTold, silos.Mail.MailsTo($"{caller.Login}@example.com").Any(mail => mail.TextBody!.Contains("40.00 USD is still to be paid", StringComparison.Ordinal)));
    }

    // Who is asked for money that is taken all the same pays twice.
    [Theory]
    //   the card's state, what was owed before, how its payment ended (1: it has not)
    [InlineData(2, 0, null, "please pay", "; 40.00 USD is taken from your card ending in 4242.")]
    [InlineData(2, 0, 1, "please pay", "; 40.00 USD is taken from your card ending in 4242.")]
    [InlineData(3, 0, null, "is taken from", "; please pay 40.00 USD by ")]
    [InlineData(2, 20, null, "is taken from", "; please pay 60.00 USD by ")]
    [InlineData(2, 0, 3, "is taken from", "; please pay 40.00 USD by ")]
    [InlineData(2, 0, 2, "is taken from", "; please pay 40.00 USD by ")] // and was given back
    public async Task Who_pays_from_a_card_without_being_asked_is_not_asked_to_pay(int cardState, int before, int? ended, string isNotSaid, string isSaid)
    {
        var (caller, payer) = await PayerAsync(new(), funds: 0);
        await silos.Book.ExecuteAsync(
            """
            with card as (
                insert into payment_method (operation_id, balance_id, provider, token, brand, last_four, expires_on, state, by, created_at)
                values ($2, $1, 'elsewhere', $2, 'visa', '4242', '2099-12-31', $3, 'test', now()) returning payment_method_id
            )
            insert into auto_pay (balance_id, payment_method_id, invoices, by, changed_at) select $1, payment_method_id, 2, 'test', now() from card
            """,
            caller.BalanceId,
            Office.Unique("card"),
            cardState);

        if (before > 0)
        {
            await payer.ChargeOnceAsync($"before/{caller.Login}", before, "Cable");
            Assert.True((await payer.CloseNowAsync()).IsDone);
            await silos.Book.ExecuteAsync("update payer set open_from = open_from - 2 where balance_id = $1", caller.BalanceId);
            await DropAsync(payer);
        }

        await payer.ChargeOnceAsync($"router/{caller.Login}", 40, "Router");
        Assert.True((await payer.CloseNowAsync()).IsDone);

        if (ended is { } state)
        {
            await silos.Book.ExecuteAsync(
                "insert into auto_payment (balance_id, invoice_id, state, next_at, begun_at) select balance_id, invoice_id, $2, 'infinity', now() from invoice where balance_id = $1",
                caller.BalanceId,
                state);
        }

        await SweepAsync();

        var text = Assert.Single(
            silos.Mail.MailsTo($"{caller.Login}@example.com"), mail => mail.TextBody!.Contains("total is 40.00 USD", StringComparison.Ordinal)).TextBody!;
        Assert.Contains(isSaid, text, StringComparison.Ordinal);
        Assert.DoesNotContain(isNotSaid, text, StringComparison.Ordinal);
    }

    // Its total is asked for whatever there was on the balance; the card takes what that leaves.
    [Theory]
    //   left over, whether the card has paid by the time of the mail
    [InlineData(0, false, "; 40.00 USD is taken from your card ending in 4242.")]
    [InlineData(30, false, "; 10.00 USD is taken from your card ending in 4242.")]
    [InlineData(30, true, "; 10.00 USD is taken from your card ending in 4242.")]
    [InlineData(40, false, "total is 40.00 USD; there is nothing to pay.")]
    public async Task An_invoice_over_its_own_total_tells_what_the_card_takes(int left, bool isPaid, string isSaid)
    {
        var (caller, payer) = await PayerAsync(new() { Invoices = new() { AmountDue = AmountDueRule.Total } }, left);
        var wallet = silos.Grains.GetGrain<IWalletGrain>(caller.BalanceId);
        var card = await wallet.SaveAsync(new(Office.Unique("card"), new("4242424242424242", 12, 2099, "123"), null, "alice"));
        Assert.Equal(PaymentResult.Done, (await wallet.SetAutomaticAsync(new(card.MethodId, InvoiceMoment.WhenIssued, null), "alice")).Result);
        await payer.ChargeOnceAsync($"router/{caller.Login}", 40, "Router");
        Assert.True((await payer.CloseNowAsync()).IsDone);

        if (isPaid)
        {
            await wallet.WorkAsync();
            await payer.WakeAsync();
            Assert.Equal(40, await silos.Book.ReadAsync<decimal>("select sum(amount) from settlement where balance_id = $1", caller.BalanceId));
        }

        await SweepAsync();

        var text = Assert.Single(
            silos.Mail.MailsTo($"{caller.Login}@example.com"), mail => mail.TextBody!.Contains("total is 40.00 USD", StringComparison.Ordinal)).TextBody!;
        Assert.Contains(isSaid, text, StringComparison.Ordinal);
        Assert.DoesNotContain("please pay", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mail_of_an_invoice_has_its_document_as_it_is_stored_unless_the_text_says_no()
    {
        var template = silos.Grains.GetGrain<INotificationTemplateGrain>("invoice-issued.en");
        var mail = await InvoiceMailAsync();
        var attached = Assert.IsType<MimePart>(Assert.Single(mail.Attachments));
        Assert.Equal("application/pdf", attached.ContentType.MimeType);
        Assert.Matches("^INV-[0-9]{6}[.]pdf$", attached.FileName);
        Assert.Contains("please pay 40.00 USD", mail.TextBody, StringComparison.Ordinal);
        using var octets = new MemoryStream();
        await attached.Content!.DecodeToAsync(octets, TestContext.Current.CancellationToken);
        Assert.Equal(
            await silos.Book.ReadAsync<byte[]>(
                "select pdf from invoice_document join invoice using (invoice_id) where series || '-' || to_char(series_number, 'FM000000') = $1", attached.FileName![..^4]),
            octets.ToArray());

        Office.Done(0, await template.EditAsync(new("Invoice {invoice}", "{amountDue} is asked for.", AttachesDocument: false), new(Office.Anna, 0)));

        try
        {
            mail = await InvoiceMailAsync();
            Assert.Empty(mail.Attachments);
            Assert.Equal("40.00 USD is asked for.", mail.TextBody!.Trim());
        }
        finally
        {
            Office.Done(0, await template.EditAsync(null, new(Office.Anna, 1)));
        }

        async Task<MimeMessage> InvoiceMailAsync()
        {
            var (caller, payer) = await PayerAsync(new(), funds: 0);
            await payer.ChargeOnceAsync($"router/{caller.Login}", 40, "Router");
            Assert.True((await payer.CloseNowAsync()).IsDone);
            await SweepAsync();

            return Assert.Single(silos.Mail.MailsTo($"{caller.Login}@example.com"));
        }
    }

    [Fact]
    public async Task A_fee_without_funds_is_told_once()
    {
        var (caller, payer) = await PayerAsync(new() { IsPrepaid = true }, funds: 10);
        var plan = await Publisher.PublishAsync(
            new SubscriptionTerms { Name = "Line", Fee = 30, Cycle = new(PeriodKind.Monthly), ProratesFirst = false }, Currency.Usd, null, CancellationToken.None);
        await payer.SubscribeAsync(new("unfunded/" + caller.Login, plan, caller.Account.AccountId));
        await payer.WakeAsync();
        await SweepAsync();

        Assert.Equal("Line is suspended: top up 30.00 USD", Assert.Single(silos.Mail.MailsTo($"{caller.Login}@example.com")).Subject);
    }

    private PlanPublisher Publisher => silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>();

    private async Task<(Caller Caller, IPayerGrain Payer)> PayerAsync(ClassTerms terms, decimal funds)
    {
        var caller = await silos.CallerAsync(funds);
        await silos.Book.ExecuteAsync(
            "update customer c set email = $2 from balance b where b.balance_id = $1 and c.customer_id = b.customer_id", caller.BalanceId, $"{caller.Login}@example.com");
        await Publisher.PublishAsync(caller.Login, terms, CancellationToken.None);
        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(caller.Login, false, null))).IsDone);

        return (caller, payer);
    }

    private static ValueTask DropAsync(IPayerGrain payer) => payer.Cast<IGrainManagementExtension>().DeactivateOnIdle();

    private Task<string[]> ToldAsync(long balanceId) => silos.Book.ReadAsync<string[]>(
        """
        select array(select (array['low-balance', 'credit-limit', 'spending-limit', 'allowance-used', 'invoice-issued', 'invoice-due-soon', 'overdue', 'limited',
                                   'suspended', 'terminated', 'restored', 'payment-received', 'fee-unpaid'])[event]
                     from notification where balance_id = $1 and due_at <= now() order by 1)
        """,
        balanceId);

    private Task<int[]> SweepAsync() => Task.WhenAll(
        Enumerable.Range(0, INotificationSweepGrain.Shards).Select(shard => silos.Grains.GetGrain<INotificationSweepGrain>(shard).SweepAsync()));
}
