using AngleSharp.Dom;
using Billing.Contracts.Changes;
using Billing.Contracts.Paging;
using Billing.Contracts.Payers;
using Billing.Contracts.Products;
using Billing.Contracts.Users;
using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using Billing.Portal.Desk;
using Billing.Portal.Plans;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;

namespace Billing.Portal.Tests.Plans;

/// <summary>Each field and switch of a plan arrives in what is made of it, and nothing else does.</summary>
public sealed class PlanSwitchTests : BunitContext
{
    private static readonly PlanDetails Plain = new("Line", "EUR", null, 30, PeriodKind.Monthly, Discounts: []);

    private readonly List<PlanDetails> _made = [];

    public PlanSwitchTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        Services.AddMudServices();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(Answers.To<IProductQuery>((_, _) => Task.FromResult(new Page<ProductRow>([], null, null))));
        Services.AddSingleton(Answers.Grains(Answers.To<ICreationGrain>((_, arguments) =>
        {
            _made.Add((PlanDetails)arguments[0]!);

            return Task.FromResult(new ChangeReply(ChangeResult.Done, 7));
        })));
        JSInterop.Mode = JSRuntimeMode.Loose;
        var user = AddAuthorization();
        user.SetAuthorized("dana");
        user.SetPolicies(Permissions.ProductsEdit);
    }

    public static TheoryData<string, string, string> Fields() => new()
    {
        // label, what is typed or chosen, what comes of it
        { "Charged", "in arrears", nameof(ChargeModel.InArrears) },
        { "Charged", "day by day", nameof(ChargeModel.Progressive) },
        { "Activation fee", "12.5", "12.5" },
        { "Trial, days that cost nothing", "14", "14 days" },
        { "Period", "calendar quarter", nameof(PeriodKind.Quarterly) },
        { "Periods at a time", "3", "3 periods" },
        { "Minimum term, months", "12", "12 months" },
        { "An end before that costs", "the fees until the end of the term", nameof(EarlyEnd.RemainingFees) },
        { "An end before that costs", "the discounts that were given", nameof(EarlyEnd.DiscountsGiven) },
        { "Tax code", "voice", "voice" },
        { "Subscribers may choose it", "as an add-on", nameof(PlanOffer.AsAddOn) },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_arrives_and_the_others_stay_as_they_are(string label, string value, string became)
    {
        var page = Show();

        Set(page, label, value);
        Save(page);

        Assert.Equal(
            became switch
            {
                nameof(ChargeModel.InArrears) => Plain with { Model = ChargeModel.InArrears },
                nameof(ChargeModel.Progressive) => Plain with { Model = ChargeModel.Progressive },
                "12.5" => Plain with { ActivationFee = 12.5m },
                "14 days" => Plain with { TrialDays = 14 },
                nameof(PeriodKind.Quarterly) => Plain with { Period = PeriodKind.Quarterly },
                "3 periods" => Plain with { PeriodCount = 3 },
                "12 months" => Plain with { MinimumTermMonths = 12 },
                nameof(EarlyEnd.RemainingFees) => Plain with { EarlyEnd = EarlyEnd.RemainingFees },
                nameof(EarlyEnd.DiscountsGiven) => Plain with { EarlyEnd = EarlyEnd.DiscountsGiven },
                "voice" => Plain with { TaxCode = "voice" },
                _ => Plain with { Offer = PlanOffer.AsAddOn },
            },
            Made());
    }

    [Fact]
    public void Each_switch_arrives_alone()
    {
        foreach (var (label, expected) in new[]
        {
            ("A first period that begins in the middle", Plain with { ProratesFirst = false }),
            ("A last period that ends early", Plain with { ProratesLast = false }),
            ("It begins when the line is first used", Plain with { StartsOnFirstUse = true }),
            ("Days on which the line is suspended", Plain with { IsWaivedWhileSuspended = true }),
            ("The term binds each piece", Plain with { BindsPieces = true }),
            ("When the minimum term is over", Plain with { TermRenews = true }),
        })
        {
            var page = Show();
            var check = page.FindAll("label.check").Single(one => one.TextContent.Contains(label, StringComparison.Ordinal)).QuerySelector("input")!;
            check.Change(!check.HasAttribute("checked"));
            Save(page);
            Assert.Equal(expected, Made());
        }
    }

    [Fact]
    public void A_fixed_amount_is_for_an_early_end_that_costs_one()
    {
        var page = Show();
        Assert.True(Input(page, "Fixed amount of an early end").HasAttribute("readonly"));

        Set(page, "An end before that costs", "a fixed amount");
        Assert.False(Input(page, "Fixed amount of an early end").HasAttribute("readonly"));
        Set(page, "Fixed amount of an early end", "99.90");
        Save(page);

        Assert.Equal(Plain with { EarlyEnd = EarlyEnd.Fixed, PenaltyAmount = 99.9m }, Made());
    }

    [Fact]
    public void Its_fees_say_what_currency_they_are_in_once_there_is_one()
    {
        var page = Show();
        Assert.Equal(3, page.FindAll(".mud-input-helper-text").Count(one => one.TextContent.Trim() == "In EUR"));

        Set(page, "Currency", "");
        Assert.DoesNotContain(page.FindAll(".mud-input-helper-text"), one => one.TextContent.Trim().StartsWith("In ", StringComparison.Ordinal));
    }

    [Fact]
    public void Discounts_of_the_first_periods_come_in_their_order_and_can_be_taken_out()
    {
        var page = Show();

        foreach (var (percent, periods, amount) in new[] { ("50", "3", ""), ("20", "2", ""), ("10", "1", "2.50") })
        {
            page.FindAll("button").Single(one => one.TextContent.Contains("Add a discount", StringComparison.Ordinal)).Click();
            Input(page, "Percent off").Change(percent);
            Input(page, "For so many periods").Change(periods);
            Input(page, "Amount off each piece").Change(amount);
        }

        page.FindAll("button.linkbtn")[1].Click();
        Save(page);

        Assert.Equal([new(3, 50), new FeeDiscountStep(1, 10, 2.5m)], _made[^1].Discounts);
    }

    [Fact]
    public void Parts_of_months_may_be_thirtieths()
    {
        var page = Show();

        Set(page, "Days of a month in shares", "30");
        Save(page);

        Assert.Equal(Plain with { ProrationDays = 30 }, Made());
    }

    [Theory]
    [InlineData("Fee of a period", "1,000.00")]
    [InlineData("Trial, days that cost nothing", "two")]
    [InlineData("Minimum term, months", "1.5")]
    [InlineData("Activation fee", "abc")]
    public void What_is_no_number_is_told_at_its_field_and_nothing_is_made(string label, string typed)
    {
        var page = Show();

        Set(page, label, typed);
        Save(page);

        Assert.Empty(_made);
        Assert.Contains(page.FindAll(".mud-input-error"), one => one.TextContent.Contains("number", StringComparison.Ordinal));
    }

    private IRenderedComponent<PlanPage> Show()
    {
        var page = Render<PlanPage>();
        Set(page, "Name", Plain.Name);
        Set(page, "Currency", Plain.Currency);
        Set(page, "Fee of a period", "30");

        return page;
    }

    private PlanDetails Made()
    {
        var made = Assert.Single(_made);
        _made.Clear();
        Assert.Empty(made.Discounts);

        return made with { Discounts = Plain.Discounts };
    }

    private static void Save(IRenderedComponent<PlanPage> page) =>
        page.FindAll("button").Single(one => one.TextContent.Contains("Make the plan", StringComparison.Ordinal)).Click();

    private static void Set(IRenderedComponent<PlanPage> page, string label, string value)
    {
        var field = Input(page, label);
        field.Change(field is IElement { LocalName: "select" }
            ? field.QuerySelectorAll("option").Single(one => one.TextContent == value).GetAttribute("value")
            : value);
    }

    // The newest of several that are called so.
    private static IElement Input(IRenderedComponent<PlanPage> page, string label) =>
        page.Find($"[id='{page.FindAll("label[for]").Last(one => one.TextContent.Trim() == label).GetAttribute("for")}']");
}
