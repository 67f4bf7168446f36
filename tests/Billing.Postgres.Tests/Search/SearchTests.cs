using Billing.Contracts.Search;

namespace Billing.Postgres.Tests.Search;

public sealed class SearchTests(MadeUpOperators operators)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // The login of one account is 12125550100 (of the demo), of another a number of the United Kingdom.
    [Theory]
    [InlineData("12125550100", FoundKind.Account, "12125550100")]
    [InlineData("+1 (212) 555-0100", FoundKind.Account, "12125550100")]
    [InlineData("0012125550100", FoundKind.Account, "12125550100")]
    [InlineData("1.212.555.0100", FoundKind.Account, "12125550100")]
    [InlineData("1212555", FoundKind.Account, "12125550100")]
    [InlineData("ALI", FoundKind.Account, "alice")]
    [InlineData("alice", FoundKind.Customer, "alice")]
    [InlineData("Prepaid flex", FoundKind.Product, "Prepaid Flex")]
    [InlineData("wholesale", FoundKind.Tariff, "Wholesale EUR")]
    [InlineData("sbc-lis", FoundKind.Node, "sbc-lis-1")]
    [InlineData("10.255.0.5", FoundKind.Node, "sbc-lis-1")]
    [InlineData("kyivstar", FoundKind.Destination, "38067")]
    [InlineData("4479", FoundKind.Destination, "4479")]
    [InlineData("+44 20 7123 4567", FoundKind.Destination, "44")]
    public async Task Anything_is_found_by_what_people_call_it(string text, FoundKind kind, string title)
    {
        await using var reader = await operators.SmallAsync();

        var found = await reader.Get<ISearchQuery>().FindAsync(text, Cancel);

        Assert.Contains(found.Single(group => group.Kind == kind).Hits, hit => hit.Title == title);
    }

    [Theory]
    [InlineData("customer_id::text, number from customer where customer_id = 100", FoundKind.Customer)]
    [InlineData("customer_id::text, lower(number) from customer where customer_id = 100", FoundKind.Customer)]
    [InlineData("customer_id::text, email from customer where customer_id = 100", FoundKind.Customer)]
    [InlineData("customer_id::text, upper(name) from customer where name = (select name from customer where customer_id > 9 group by 1 having count(*) = 1 order by 1 limit 1)", FoundKind.Customer)]
    [InlineData("account_id::text, '00' || login from account where account_id = 200", FoundKind.Account)]
    [InlineData("account_id::text, '+' || left(login, 3) || ' ' || substr(login, 4, 3) || ' ' || substr(login, 7) from account where account_id = 200", FoundKind.Account)]
    [InlineData("account_id::text, alias from account_alias where length(alias) = 15 order by 2 limit 1", FoundKind.Account)]
    [InlineData("session_id::text, framed_address from session where ended_at is null and framed_address is not null limit 1", FoundKind.Session)]
    [InlineData("session_id::text, acct_session_id from session where ended_at is null limit 1", FoundKind.Session)]
    [InlineData("session_id::text, upper(session_id::text) from session where ended_at is not null limit 1", FoundKind.Session)]
    [InlineData("operation_id, operation_id from operation limit 1", FoundKind.Operation)]
    [InlineData("series || '-' || to_char(series_number, 'FM000000'), 'cn-' || series_number from invoice where series = 'CN' limit 1", FoundKind.Invoice)]
    [InlineData("series || '-' || to_char(series_number, 'FM000000'), series_number::text from invoice where series = 'CN' and series_number > 9 limit 1", FoundKind.Invoice)]
    [InlineData("payment_id::text, 'trans' || substr(reference, 6) from payment where reference like 'Transfer %' limit 1", FoundKind.Payment)]
    [InlineData("payment_id::text, payment_id::text from payment where payment_id > 9 limit 1", FoundKind.Payment)]
    public async Task Identifiers_are_found_as_they_are_stored_and_as_they_are_written(string row, FoundKind kind)
    {
        await using var reader = await operators.SmallAsync();
        var (key, text) = (
            await reader.Book.ReadAsync<string>($"select r.key from (select {row}) r(key, text)"),
            await reader.Book.ReadAsync<string>($"select r.text from (select {row}) r(key, text)"));

        var found = await reader.Get<ISearchQuery>().FindAsync(text, Cancel);

        Assert.Contains(found.Single(group => group.Kind == kind).Hits, hit => hit.Key == key);
    }

    [Fact]
    public async Task At_most_five_of_a_kind_are_shown_and_more_are_said()
    {
        await using var reader = await operators.SmallAsync();

        var found = await reader.Get<ISearchQuery>().FindAsync("c-1000", Cancel);

        Assert.Equal((FoundKind.Customer, 5, true), (found[0].Kind, found[0].Hits.Count, found[0].HasMore));
        Assert.Equal(found.OrderBy(group => group.Kind), found);
        Assert.All(found, group => Assert.InRange(group.Hits.Count, 1, FoundGroup.MostHits));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" x ")]
    [InlineData("nobody is called so")]
    [InlineData("%%%")]
    [InlineData("'; drop table customer; --")]
    public async Task What_nobody_is_called_finds_nothing(string text)
    {
        await using var reader = await operators.SmallAsync();

        Assert.Empty(await reader.Get<ISearchQuery>().FindAsync(text, Cancel));
    }
}
