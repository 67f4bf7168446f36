using System.Globalization;
using Billing.Core.Tariffs;
using Billing.Grains.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Rating;

/// <summary>Tariffs, products and numbers of a test's own, as an operator enters them: calls, per minute, USD.</summary>
internal sealed class Offer(Stage stage)
{
    private static int _numbers;

    /// <summary>A tariff of whole minutes.</summary>
    public Task<long> TariffAsync(params (string Destination, decimal PerMinute)[] rates) => TariffAsync(_ => Task.CompletedTask, rates);

    /// <param name="change">What is done to its rates before a silo can see it.</param>
    public async Task<long> TariffAsync(Func<long, Task> change, params (string Destination, decimal PerMinute)[] rates)
    {
        var tariffId = await stage.Book.ReadAsync<long>(
            "insert into tariff (name, currency, unit, version) values ($1, 'USD', $2, 0) returning tariff_id", Name("tariff"), (int)Unit.Second);

        foreach (var (destination, perMinute) in rates)
        {
            await stage.Book.AddRateAsync(tariffId, destination, 60, perMinute);
        }

        await change(tariffId);
        await stage.Book.PublishAsync(tariffId);

        return tariffId;
    }

    /// <summary>A product that sells calls by a tariff: the row for any node group and access code of its rating table.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> ProductAsync(long tariffId, string service = "voice", Unit unit = Unit.Second)
    {
        var name = Name("product");
        await stage.Book.ExecuteAsync(
            """
            with p as (insert into product (name) values ($1) returning product_id)
            insert into product_service (product_id, service, unit, tariff_id, longest_units) select product_id, $2, $3, $4, 3600 from p
            """,
            name,
            service,
            (int)unit,
            tariffId);

        return name;
    }

    public Task RatingAsync(string product, long tariffId, string? accessCode = null, string? nodeGroup = null, string service = "voice") =>
        stage.Book.ExecuteAsync(
            """
            insert into product_rating (product_id, service, node_group_id, access_code, tariff_id)
            select p.product_id, $2, (select node_group_id from node_group where name = $3), $4, $5 from product p where p.name = $1
            """,
            product,
            service,
            nodeGroup ?? "",
            accessCode,
            tariffId);

    public Task AddOnAsync(string login, string product, int precedence) => stage.Book.ExecuteAsync(
        """
        insert into account_product (account_id, product_id, precedence)
        select a.account_id, p.product_id, $3 from account a, product p where a.login = $1 and p.name = $2
        """,
        login,
        product,
        precedence);

    /// <summary>A group with this gateway in it.</summary>
    public async Task<string> NodeGroupAsync(string node)
    {
        var name = Name("group");
        await stage.Book.ExecuteAsync(
            """
            with g as (insert into node_group (name) values ($1) returning node_group_id)
            insert into node_group_member (node_group_id, node_id) select g.node_group_id, n.node_id from g, node n where n.name = $2
            """,
            name,
            node);

        return name;
    }

    public Task RuleAsync(string node, int position, string prefix, int minLength, int maxLength, int strip, string prepend, string party = "called") =>
        stage.Book.ExecuteAsync(
            """
            insert into number_rule (node_id, party, position, prefix, min_length, max_length, strip, prepend)
            select node_id, $2, $3, $4, $5, $6, $7, $8 from node where name = $1
            """,
            node, party, position, prefix, minLength, maxLength, strip, prepend);

    /// <summary>What a silo does within a second.</summary>
    public Task NumbersAreReadAsync() =>
        stage.Billing.Services.GetRequiredService<NumberingCatalog>().RefreshAsync(CancellationToken.None);

    /// <summary>A call of a minute that was never authorised, and what was recorded of it.</summary>
    public async Task<(decimal Amount, string? Destination)> CallAsync(
        Testing.TestGateway gateway, string user, string called, Testing.TestGateway.Fill? more = null)
    {
        await gateway.ReportAsync(Status.Stop, user, Name("call"), new(60) { Called = called, More = more });
        var record = (await stage.Billing.XdrsAsync(user))[0];

        return (record.Amount, record.Destination);
    }

    public static string Name(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind} {Interlocked.Increment(ref _numbers)}");
}
