using System.Net;
using System.Text.RegularExpressions;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Exports;
using Billing.Contracts.Notifications;
using Billing.Contracts.Payments;
using Billing.Contracts.Records;
using Billing.Portal.Tests.Invoices;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Portal.Tests.Care;

/// <summary>Somebody tries to see and to change what is another's: by every page of self-care, every file and every call.</summary>
public sealed partial class OthersTests(PortalFixture portal)
{
    private const string Export = "export-of-carol";

    private static readonly Instant Now = SystemClock.Instance.GetCurrentInstant();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Places => [.. PageList.Routes.Where(route => route.StartsWith("/my", StringComparison.Ordinal) && !route.Contains('{', StringComparison.Ordinal))];

    // A number that carol called: typed, it finds what one has oneself.
    private const string Typed = "q=442071234567";

    // What an address can say of whose things are meant, forged: the page is as it is without.
    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_page_asked_for_anothers_shows_ones_own(string place)
    {
        var billing = await UsedAsync();
        var carol = await CarolAsync(billing);
        var payment = await OperationOfAsync(billing, carol);
        var forged = $"{place}?balance={carol.BalanceId}&line={carol.AccountId}&customer={carol.CustomerId}&account={carol.AccountId}"
            + $"&operation={payment}&{Typed}";

        foreach (var user in new[] { "alice", "12125550100", "son-line", "family" })
        {
            using var client = await portal.ClientAsync(user);
            var (own, told) = await BothSeenAsync(client, $"{place}?{Typed}", forged);

            if (place == "/my/plan")
            {
                Assert.Contains("There is no such line among yours.", told, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal(own, told);
            }

            Assert.DoesNotContain("carol", told, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Anothers_record_bill_and_file_are_not_there()
    {
        var billing = await UsedAsync();
        var carol = await CarolAsync(billing);
        var record = await RecordAsync(billing, carol);
        var bill = await DemoBill.MakeAsync(billing);
        await ExportAsync(billing, carol);
        var places = new[] { $"/my/usage/{record.SessionId}/{record.Part}", $"/my/bills/{bill}", $"/my/bills/{bill}/pdf", $"/my/exports/{Export}", $"/my/exports/{Export}/file" };

        // As one that never was.
        string Never(string place) => place.Replace($"{record.SessionId}", $"{Guid.NewGuid()}", StringComparison.Ordinal)
            .Replace(bill, "NO-0000001", StringComparison.Ordinal).Replace(Export, "export-none", StringComparison.Ordinal);

        // They are there for whose they are.
        using var own = await portal.ClientAsync("carol");

        foreach (var place in places)
        {
            using var answer = await own.GetAsync(place, Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.True(answer.Headers.CacheControl?.NoStore, place); // on a device that others use, nothing stays
            Assert.NotEqual(await SeenAsync(own, Never(place)), await SeenAsync(own, place));
        }

        foreach (var user in new[] { "alice", "son-line", "family" })
        {
            using var client = await portal.ClientAsync(user);

            foreach (var place in places)
            {
                using var answer = await client.GetAsync(place, Cancel);

                if (place.EndsWith("/pdf", StringComparison.Ordinal) || place.EndsWith("/file", StringComparison.Ordinal))
                {
                    Assert.Equal((user, place, HttpStatusCode.NotFound), (user, place, answer.StatusCode));
                }

                var (never, seen) = await BothSeenAsync(client, Never(place), place);
                Assert.Equal(never, seen);
            }
        }
    }

    // The two lines draw on one balance, whose entries tell of both.
    [Fact]
    public async Task A_line_of_a_family_sees_itself_and_who_pays_sees_all()
    {
        await UsedAsync();
        using var son = await portal.ClientAsync("son-line");
        using var family = await portal.ClientAsync("family");

        foreach (var place in Places.Select(row => row.Data))
        {
            var seen = await SeenAsync(son, place);
            Assert.DoesNotContain("mother-line", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("77.31", seen, StringComparison.Ordinal);
        }

        var (home, me) = (await SeenAsync(family, "/my"), await SeenAsync(family, "/my/me"));
        Assert.Contains("77.31", home, StringComparison.Ordinal);
        Assert.Contains("son-line", me, StringComparison.Ordinal);
        Assert.Contains("mother-line", me, StringComparison.Ordinal);
        Assert.Contains("son-line", await SeenAsync(son, "/my/me"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_asked_for_with_anothers_filter_has_none_of_their_rows()
    {
        var billing = await UsedAsync();
        var carol = await CarolAsync(billing);
        var son = await Family.SonAsync(billing);
        await ExportAsync(billing, carol);
        Assert.NotEqual(0, (await billing.Services.GetRequiredService<IExportQuery>().FindAsync(Scope.OfCustomer(carol.CustomerId), Export, Cancel))!.Rows);

        foreach (var (filter, name) in new[] { (Month with { AccountId = carol.AccountId }, "account"), (Month with { CustomerId = carol.CustomerId }, "customer") })
        {
            var forged = await ExportAsync(billing, $"forged-{name}", filter, null, son.AccountId);
            Assert.Equal(0, forged.Rows);
        }
    }

    [Fact]
    public async Task Anothers_cards_are_neither_removed_nor_renewed_nor_paid_from()
    {
        var billing = await UsedAsync();
        var carol = await CarolAsync(billing);
        var son = await Family.SonAsync(billing);
        var own = billing.Grains.GetGrain<IWalletGrain>(carol.BalanceId);
        var saved = await own.SaveAsync(new("card-of-carol", new("4242424242424242", 12, 2099, "123"), null, "carol"));
        Assert.Equal(PaymentResult.Done, saved.Result);
        var wallet = billing.Grains.GetGrain<IWalletGrain>(son.BalanceId);

        Assert.Equal(PaymentResult.Refused, (await wallet.RemoveAsync(saved.MethodId, "son-line")).Result);
        Assert.Equal(PaymentResult.Refused, (await wallet.RenewAsync(saved.MethodId, "son-line")).Result);
        Assert.Equal(PaymentResult.Refused, (await wallet.SetAutomaticAsync(new(saved.MethodId, null, new(5, 10, 3)), "son-line")).Result);
        Assert.Equal(PaymentResult.OtherOrder, (await wallet.SaveAsync(new("card-of-carol", new("4242424242424242", 12, 2099, "123"), null, "son-line"))).Result);
        var paid = await billing.Grains.GetGrain<IPaymentGrain>("test-forged-card").TopUpAsync(
            new(son.BalanceId, 10, new(PaymentMethodKind.Card, MethodId: saved.MethodId), null, "son-line"));
        Assert.Equal(PaymentResult.Refused, paid.Result);
        Assert.Empty((await wallet.GetAsync()).Methods);
        Assert.Single((await own.GetAsync()).Methods, card => card.MethodId == saved.MethodId);
        await own.RemoveAsync(saved.MethodId, "carol");
    }

    [Fact]
    public async Task Nothing_of_anothers_payments_invoices_and_messages_is_read()
    {
        var billing = await UsedAsync();
        var carol = await CarolAsync(billing);
        var son = await Family.SonAsync(billing);
        var bill = await DemoBill.MakeAsync(billing);
        var sheets = billing.Services.GetRequiredService<Contracts.Invoices.IInvoiceSheetQuery>();
        var payments = billing.Services.GetRequiredService<IPaymentQuery>();
        var messages = billing.Services.GetRequiredService<INotificationQuery>();
        await OperationOfAsync(billing, carol);
        Assert.NotEmpty((await sheets.ListAsync(Scope.OfCustomer(carol.CustomerId), new(), new(), Now, Cancel)).Rows);
        Assert.NotEmpty((await payments.ListAsync(Scope.OfCustomer(carol.CustomerId), new(), new(), Cancel)).Rows);

        while ((await messages.ListAsync(Scope.OfCustomer(carol.CustomerId), new(), new(), Cancel)).Rows.Count == 0)
        {
            await Task.Delay(100, Cancel); // a sweep says how it is told
        }

        var payment = (await payments.ListAsync(Scope.OfCustomer(carol.CustomerId), new(), new(), Cancel)).Rows[0];

        foreach (var scope in new[] { Scope.OfAccount(son.AccountId), Scope.OfCustomer(son.CustomerId) })
        {
            foreach (var (balance, customer) in new (long?, long?)[] { (null, null), (carol.BalanceId, null), (null, carol.CustomerId) })
            {
                Assert.Empty((await sheets.ListAsync(scope, new(BalanceId: balance, CustomerId: customer), new(), Now, Cancel)).Rows);
                Assert.Empty((await payments.ListAsync(scope, new(balance, customer), new(), Cancel)).Rows);
                Assert.DoesNotContain(
                    (await messages.ListAsync(scope, new(customer, balance), new(), Cancel)).Rows, row => row.CustomerId != son.CustomerId);
            }

            Assert.Null(await sheets.FindAsync(scope, bill, Now, Cancel));
            Assert.Null(await sheets.PdfAsync(scope, bill, Cancel));
            Assert.Null(await payments.FindAsync(scope, payment.PaymentId, Cancel));
        }
    }

    private static XdrFilter Month => new(Now - Duration.FromDays(30), Now + Duration.FromDays(1));

    private async Task<RunningBilling> UsedAsync()
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        await Family.MakeAsync(billing);

        return billing;
    }

    private static async Task<AccountRow> CarolAsync(RunningBilling billing)
    {
        var accounts = billing.Services.GetRequiredService<IAccountQuery>();

        return (await accounts.FindAsync(Scope.Everything, (await accounts.FindAsync("carol"))!.Value, Cancel))!;
    }

    private static async Task<XdrRow> RecordAsync(RunningBilling billing, AccountRow carol) =>
        (await billing.Services.GetRequiredService<IXdrQuery>().ListAsync(Scope.OfAccount(carol.AccountId), Month, new(), Cancel)).Rows[0];

    // A card payment that was refused: it can be asked for by its operation, and moved nothing.
    private static async Task<string> OperationOfAsync(RunningBilling billing, AccountRow carol)
    {
        const string Operation = "test-carols-payment";
        await billing.Grains.GetGrain<IPaymentGrain>(Operation).TopUpAsync(
            new(carol.BalanceId, 13, new(PaymentMethodKind.Card, new("4000000000000002", 12, 2099, "123")), null, "carol"));

        return Operation;
    }

    private static Task<ExportView> ExportAsync(RunningBilling billing, AccountRow carol) =>
        ExportAsync(billing, Export, Month, carol.CustomerId, null);

    private static async Task<ExportView> ExportAsync(RunningBilling billing, string key, XdrFilter filter, long? customerId, long? accountId)
    {
        var export = billing.Grains.GetGrain<IExportGrain>(key);
        await export.StartAsync(new(ExportList.UsageRecords, ExportFilter.Write(filter), [new("Began", "Began")], "Usage", false, key, customerId, accountId));

        while (true)
        {
            if (await export.GetAsync() is { EndedAt: not null } view)
            {
                Assert.Null(view.Problem);

                return view;
            }

            await Task.Delay(50, Cancel);
        }
    }

    // Other tests move what these users have. As the one is before and after the other was looked at, it was then.
    private static async Task<(string One, string Other)> BothSeenAsync(HttpClient client, string one, string other)
    {
        var before = await SeenAsync(client, one);

        while (true)
        {
            var seen = await SeenAsync(client, other);
            var after = await SeenAsync(client, one);

            if (after == before)
            {
                return (after, seen);
            }

            before = after;
        }
    }

    // Words and addresses of a page as it is sent first; not where it says what was asked for.
    private static async Task<string> SeenAsync(HttpClient client, string place)
    {
        using var answer = await client.GetAsync(place, Cancel);
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        html = Left().Replace(html, "");
        html = Tag().Replace(html, tag => Address().Match(tag.Value) is { Success: true } address ? $" {address.Groups[1].Value} " : " ");

        return WebUtility.HtmlDecode(Space().Replace(html, " "));
    }

    [GeneratedRegex("""<!--.*?-->|<(script|style|svg)\b.*?</\1>|<a class="skip".*?</a>|<input type="hidden"[^>]*>""", RegexOptions.Singleline)]
    private static partial Regex Left();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("""href="([^"]*)["]""")]
    private static partial Regex Address();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
