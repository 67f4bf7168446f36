using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Lines;
using Billing.Contracts.Payers;
using Billing.Core.BillingPeriods;
using Billing.Portal.Care;
using Billing.Portal.Desk;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;

namespace Billing.Portal.Tests.Care;

/// <summary>What a plan would have cost, beside what the line has: of the same uses, or it is said that they are not.</summary>
public sealed class OfferCardTests : BunitContext
{
    public OfferCardTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        Services.AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
    }

    [Theory]
    //          it has none for, nor what is had   less    told
    [InlineData(0, 0, true, null)]
    [InlineData(1, 0, false, "One use has no price on this plan: it is counted only on your plan now.")]
    [InlineData(3, 1, false, "3 uses have no price on this plan: they are counted only on your plan now.")]
    [InlineData(1, 1, true, "One use has no price on this plan and is in none of these sums.")]
    [InlineData(2, 3, true, "2 uses have no price on this plan and are in none of these sums.")]
    public void A_plan_is_no_saving_by_what_it_does_not_sell(int unpriced, int now, bool isLess, string? told)
    {
        var card = Render<OfferCard>(it => it
            .Add(one => one.Offer, new LineOffer(1, "Small", PlanOffer.AsPlan, 3, 0, PeriodKind.Monthly, 1, null, ImmutableArray<string>.Empty, 0, 0))
            .Add(one => one.Currency, "USD")
            .Add(one => one.Button, "Choose Small")
            .Add(one => one.IsCompared, true)
            .Add(one => one.Price, new LinePrice(1, "Small", 9, 0.22m, unpriced))
            .Add(one => one.Now, new LinePrice(null, "Large", 12, 1.73m, now)));

        Assert.Equal(isLess, card.Find("section").TextContent.Contains("4.51\u00a0USD less", StringComparison.Ordinal));
        Assert.Equal(told, card.FindAll("p.muted").SingleOrDefault()?.TextContent);
    }

    // It is priced while the page is there: the buttons of this card and of those below it are where they were.
    [Fact]
    public void What_is_not_priced_yet_has_its_place()
    {
        var card = Render<OfferCard>(it => it
            .Add(one => one.Offer, new LineOffer(1, "Small", PlanOffer.AsPlan, 3, 0, PeriodKind.Monthly, 1, null, ImmutableArray<string>.Empty, 0, 0))
            .Add(one => one.Currency, "USD")
            .Add(one => one.Button, "Choose Small")
            .Add(one => one.IsCompared, true));
        var rows = card.FindAll(".facts dt, .verdict").Count;
        card.Render(it => it.Add(one => one.Price, new LinePrice(1, "Small", 9, 0.22m, 0)).Add(one => one.Now, new LinePrice(null, "Large", 12, 1.73m, 0)));

        Assert.Equal((5, 5), (rows, card.FindAll(".facts dt, .verdict").Count));
    }
}
