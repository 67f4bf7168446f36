using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Contracts.Rating;
using Billing.Contracts.Sessions;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using NodaTime;

namespace Billing.Grains.Tests.Rating;

/// <summary>What a call would cost, on two silos; calls at 1.00 a minute.</summary>
public sealed class ExplainTests(TwoSilos silos)
{
    private static readonly Duration Minute = Duration.FromMinutes(1);

    private IRatingGrain Rating => silos.Grains.GetGrain<IRatingGrain>(0);

    [Fact]
    public async Task What_is_said_is_what_the_call_costs_then_and_saying_it_costs_nothing()
    {
        var caller = await silos.CallerAsync();
        var product = await ProductOfAsync(caller);
        await GiveAsync(product, edit => product.AddPlanAsync(Minutes(60), edit));
        await GiveAsync(product, edit => product.AddDiscountAsync(Volume("voice"), edit));
        await caller.Balance.ReloadAsync();

        var said = await Rating.ExplainAsync(Question(caller, 180));
        await caller.CheckAsync(10);
        await CallAsync(caller, 180);

        // A minute included, a minute at the full price, the third one at half of it.
        Assert.Equal((1.5m, 3m, 180L), (said.Price!.Amount, said.Price.ByRate, said.Price.ChargedUnits));
        Assert.Equal(said.Price.Amount, said.Price.Parts.Sum(part => part.Amount));
        Assert.Equal(["3 180 1.5"], await caller.SessionsAsync());
        await caller.CheckAsync(8.5m);
    }

    [Fact]
    public async Task Every_allowance_and_discount_is_told_why_it_does_not_apply()
    {
        var caller = await silos.CallerAsync();
        var product = await ProductOfAsync(caller);
        await GiveAsync(product, edit => product.AddPlanAsync(Minutes(60) with { Name = "abroad", Uses = [new("voice", "Nowhere", null, 1)] }, edit));
        await GiveAsync(product, edit => product.AddDiscountAsync(Volume("data"), edit));
        await GiveAsync(product, edit => product.AddDiscountAsync(Volume("voice"), edit));
        await caller.Balance.ReloadAsync();

        var said = await Rating.ExplainAsync(Question(caller, 30));

        Assert.Equal(["abroad: is for destinations of Nowhere"], Step(said, "allowances").Details);
        Assert.Equal(
            ["data volume: is for data", "voice volume: counts it, but is below its first step, 60.00"],
            Step(said, "discounts").Details);
        Assert.Equal("none of 2 takes anything off", Step(said, "discounts").Found);
    }

    [Fact]
    public async Task What_would_be_refused_says_why_and_has_no_price()
    {
        var caller = await silos.CallerAsync();
        var poor = await silos.CallerAsync(funds: 0);

        var forbidden = await Rating.ExplainAsync(Question(caller, 60) with { CalledParty = "9001" });
        var unknown = await Rating.ExplainAsync(Question(caller, 60) with { Account = "nobody" });
        var noFunds = await Rating.ExplainAsync(Question(poor, 60));

        Assert.Equal(("refused", "the destination is forbidden", null), (forbidden.Result, forbidden.Reason, forbidden.Price));
        Assert.Equal("refused", unknown.Result);
        Assert.Equal((1m, "not enough funds", 0L), (noFunds.Price!.Amount, noFunds.Price.Refusal, noFunds.Price.GrantedUnits));
    }

    [Fact]
    public async Task A_case_keeps_its_question_and_what_the_rate_made_of_it()
    {
        var caller = await silos.CallerAsync();
        var cases = silos.Grains.GetGrain<IRatingCasesGrain>(0);
        var question = Question(caller, 90);

        Assert.Equal(ChangeResult.Refused, (await cases.SaveAsync("now", question with { StartAt = null }, "ada")).Result);
        Assert.Equal(ChangeResult.Refused, (await cases.SaveAsync("none", question with { CalledParty = "9001" }, "ada")).Result);
        var first = await cases.SaveAsync(caller.Login, question, "ada");
        var again = await cases.SaveAsync(caller.Login, question with { Units = 150 }, "ada"); // in the place of it

        var kept = Assert.Single(await cases.ListAsync(), one => one.Name == caller.Login);
        Assert.Equal((first.Id, again.Id), (kept.CaseId, kept.CaseId));
        Assert.Equal((question with { Units = 150 }, 3m), (kept.Question, kept.Expected.Amount));
        Assert.True((await cases.RemoveAsync(kept.CaseId, "ada")).IsDone);
        Assert.Equal(ChangeResult.NotFound, (await cases.RemoveAsync(kept.CaseId, "ada")).Result);
    }

    [Fact]
    public async Task What_a_product_gives_is_checked_is_in_the_audit_log_and_can_be_withdrawn()
    {
        var caller = await silos.CallerAsync();
        var product = await ProductOfAsync(caller);
        var seen = (await product.GetAsync())!;

        var wrong = await product.AddPlanAsync(Minutes(0), new Edit("ada", seen.Version));
        var given = await product.AddPlanAsync(Minutes(60), new Edit("ada", seen.Version));
        var stale = await product.AddDiscountAsync(Volume("voice"), new Edit("ada", seen.Version));
        var number = Assert.Single((await product.FundsAsync())!.Plans).Number;
        var other = await product.WithdrawAsync(DefinedKind.Discount, number, new Edit("ada", given.Version));
        var withdrawn = await product.WithdrawAsync(DefinedKind.Plan, number, new Edit("ada", given.Version));

        Assert.Equal("amount", Assert.Single(wrong.Problems).Field);
        Assert.Equal(ChangeResult.Conflict, stale.Result);
        Assert.Equal(ChangeResult.Refused, other.Result);
        Assert.True(withdrawn.IsDone);
        Assert.True(Assert.Single((await product.FundsAsync())!.Plans).IsWithdrawn);
        Assert.Equal(2, await silos.Book.ReadAsync<long>(
            "select count(*) from audit_log where entity_kind = 'product' and entity_id = $1::text and by = 'ada'", seen.ProductId));
    }

    private static ProductPlan Minutes(decimal seconds) =>
        new("included", AllowanceKind.Units, seconds, [new("voice", null, null, 1)], PeriodKind.Monthly);

    private static ProductDiscount Volume(string service) =>
        new($"{service} volume", new(service, null, null, 1), CounterMeasure.Units, PeriodKind.Monthly, [new(60, 50)]);

    private static RatingQuestion Question(Caller caller, long units) =>
        new(caller.Login, "voice", caller.NodeId, CalledParty: "1212", StartAt: caller.Start + Minute, Units: units);

    private static RatingStep Step(RatingAnswer answer, string asked) => answer.Steps.Single(step => step.Asked == asked);

    private async Task<IProductGrain> ProductOfAsync(Caller caller) => silos.Grains.GetGrain<IProductGrain>(
        await silos.Book.ReadAsync<long>("select product_id from account where account_id = $1", caller.Account.AccountId));

    private static async Task GiveAsync(IProductGrain product, Func<Edit, Task<ChangeReply>> give) =>
        Assert.True((await give(new("ada", (await product.GetAsync())!.Version))).IsDone);

    private static async Task CallAsync(Caller caller, long seconds)
    {
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token, "1212", at: 60);
        await caller.ReportAsync(ReportKind.Stop, seconds, token, "a", begin: 60);
    }
}
