using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Contracts.Sessions;
using Billing.Core.Tariffs;
using Billing.Radius.Server.Tests.Rating;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>A product's speed, by time of day: in the Access-Accept, and told to running sessions when it changes.</summary>
public sealed class ProductPolicyTests(Stage stage)
{
    private const string AllDay = """[{"name": "night", "weekly": [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "00:00"}]}]""";
    private const string NoDay = """[{"name": "night", "dates": ["2001-01-01"]}]""";

    private readonly Offer _offer = new(stage);

    [Fact]
    public async Task The_access_accept_carries_it_and_running_sessions_hear_of_another_one_at_once()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        using var other = await stage.GatewayAsync();
        var product = await ProductAsync();
        await SetAsync(product, new("10M/10M"));
        var user = await stage.AccountAsync(product);
        Assert.Equal("10M/10M", await AcceptedAsync());

        var session = await nas.StartAsync(user, "pp1");
        await nas.Gateway.ReportAsync(Status.Interim, user, "pp1", new(60, 0, 1_000));
        await nas.RequestsAsync(0);

        await SetAsync(product, new(null, await PeriodsAsync(AllDay), [new("night", "20M/20M")]));
        var told = Assert.Single(await nas.RequestsAsync(1));
        Assert.Equal((RadiusCode.CoaRequest, "20M/20M"), (told.Code, told.Text(Attributes.FilterId)));
        Assert.Equal(("rule: product", "its product has this policy at this time"), ((await nas.RecordsAsync(session))[0].By, (await nas.RecordsAsync(session))[0].Reason));
        Assert.Equal("20M/20M", await AcceptedAsync());

        await SetAsync(product, null);
        Assert.Equal("ordinary", (await nas.RequestsAsync(2))[1].Text(Attributes.FilterId));
        Assert.Null(await AcceptedAsync());
        await stage.AuditIsCleanAsync();

        async Task<string?> AcceptedAsync() => (await other.LogInAsync(await stage.AccountAsync(product))).Text(Attributes.FilterId);
    }

    [Fact]
    public async Task When_the_hour_asks_for_another_one_it_is_told_without_a_report()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var product = await ProductAsync();
        await SetAsync(product, new("11M/11M", await PeriodsAsync(NoDay), [new("night", "22M/22M")]));
        var user = await stage.AccountAsync(product);
        await nas.StartAsync(user, "h1");

        // As if the border had passed: the same period, which is now.
        await stage.Book.ExecuteAsync(
            "update product_policy set period_set_id = $2 where product_id = (select product_id from product where name = $1)",
            product, await PeriodsAsync(AllDay));

        Assert.Equal("22M/22M", Assert.Single(await nas.RequestsAsync(1)).Text(Attributes.FilterId));
    }

    [Fact]
    public async Task An_account_that_gets_another_product_gets_its_speed_at_once_an_add_ons_first()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var (slow, fast, boost) = (await ProductAsync(), await ProductAsync(), await ProductAsync());
        await SetAsync(slow, new("5M/5M"));
        await SetAsync(fast, new("50M/50M"));
        await SetAsync(boost, new("500M/500M"));
        var user = await stage.AccountAsync(slow);
        await nas.StartAsync(user, "c1");

        await ChangeAsync(user, await IdAsync(fast));
        Assert.Equal("50M/50M", Assert.Single(await nas.RequestsAsync(1)).Text(Attributes.FilterId));

        await ChangeAsync(user, await IdAsync(fast), await IdAsync(boost));
        Assert.Equal("500M/500M", (await nas.RequestsAsync(2))[1].Text(Attributes.FilterId));
    }

    [Theory]
    [InlineData("delete from session_control where session_id = $1")] // the process died between the commit and the claim
    [InlineData("update session_control set outcome = 3, answered_at = now() - interval '2 minutes' where session_id = $1")] // no answer
    public async Task An_order_that_was_lost_or_not_answered_is_given_by_the_next_look(string asIf)
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var product = await ProductAsync();
        await SetAsync(product, new("7M/7M"));
        var session = await nas.StartAsync(await stage.AccountAsync(product), "l1");
        await SetAsync(product, new("8M/8M"));
        await nas.RequestsAsync(1);

        await stage.Book.ExecuteAsync(asIf, session);

        Assert.All(await nas.RequestsAsync(2), request => Assert.Equal("8M/8M", request.Text(Attributes.FilterId)));
        Assert.Single(await nas.RecordsAsync(session));
    }

    [Fact]
    public async Task What_is_no_policy_is_refused_with_its_field()
    {
        var product = await ProductAsync();
        var night = await PeriodsAsync(AllDay);

        Assert.Equal("Ordinary", await RefusedAsync(new(null)));
        Assert.Equal("Ordinary", await RefusedAsync(new(new string('x', 254))));
        Assert.Equal("PeriodSetId", await RefusedAsync(new("1M/1M", null, [new("night", "2M/2M")])));
        Assert.Equal("PeriodSetId", await RefusedAsync(new("1M/1M", long.MaxValue, [new("night", "2M/2M")])));
        Assert.Equal("Windows", await RefusedAsync(new("1M/1M", night)));
        Assert.Equal("Windows", await RefusedAsync(new("1M/1M", night, [new("night", "2M/2M"), new("night", "3M/3M")])));
        Assert.Equal("Windows[0].Period", await RefusedAsync(new("1M/1M", night, [new("noon", "2M/2M")])));
        Assert.Equal("Windows[0].Policy", await RefusedAsync(new("1M/1M", night, [new("night", "")])));
        Assert.Null(await (await GrainAsync(product)).PolicyAsync());

        async Task<string> RefusedAsync(ProductPolicy policy) => Assert.Single((await TryAsync(product, policy)).Problems).Field;
    }

    [Fact]
    public async Task What_a_person_tells_a_gateway_is_in_the_audit_log()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync();
        var session = await nas.StartAsync(user, "a1");

        var reply = await nas.Control(session).ChangePolicyAsync(new("click", "anna", "asked by phone", "3M/3M"));

        Assert.Equal((ControlOutcome.Acknowledged, "policy 3M/3M applies"), (reply.Outcome, reply.Words));
        Assert.Equal("3M/3M", Assert.Single(await nas.RequestsAsync(1)).Text(Attributes.FilterId));
        Assert.Equal(
            $"told 3M/3M of session {session} of {user}: asked by phone",
            await stage.QueryAsync<string>("select sentence from audit_log where entity_kind = 'session' and entity_id = $1 and by = 'anna'", $"{session}"));
    }

    private async Task<string> ProductAsync() =>
        await _offer.ProductAsync(await stage.Book.AddTariffAsync(Offer.Name("speed"), Unit.Byte, 100, 0.01m), "data", Unit.Byte);

    private Task<long> PeriodsAsync(string json) =>
        stage.Book.ReadAsync<long>("insert into period_set (name, periods) values ('night', $1::jsonb) returning period_set_id", json);

    private Task<long> IdAsync(string product) => stage.Book.ReadAsync<long>("select product_id from product where name = $1", product);

    private async Task<IProductGrain> GrainAsync(string product) => stage.Billing.Grains.GetGrain<IProductGrain>(await IdAsync(product));

    private async Task SetAsync(string product, ProductPolicy? policy) => Assert.True((await TryAsync(product, policy)).IsDone);

    private async Task<ChangeReply> TryAsync(string product, ProductPolicy? policy)
    {
        var grain = await GrainAsync(product);

        return await grain.SetPolicyAsync(policy, new("anna", (await grain.GetAsync())!.Version));
    }

    private async Task ChangeAsync(string user, long productId, params long[] addOns)
    {
        var accountId = await stage.Billing.Services.GetRequiredService<IAccountQuery>().FindAsync(user);
        var account = stage.Billing.Grains.GetGrain<IAccountGrain>(accountId!.Value);
        Assert.True((await account.ChangeProductsAsync(new(productId, [.. addOns], null), new("anna", (await account.ViewAsync())!.Version))).IsDone);
    }
}
