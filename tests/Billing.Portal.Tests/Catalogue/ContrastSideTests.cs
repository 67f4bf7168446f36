using System.Globalization;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Portal.Desk;
using Billing.Portal.Tariffs;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Tests.Catalogue;

/// <summary>One side of a comparison of rates says what the other does not.</summary>
public sealed class ContrastSideTests : BunitContext
{
    public ContrastSideTests() => Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();

    [Theory]
    //          one                                other                              told of the other
    [InlineData("60/60 at 0.20", "1/1 at 0.025; peak 1/1 at 0.04", "0.025 / minute|peak 1/1 at 0.04")]
    [InlineData("1/1 at 0.025; peak 1/1 at 0.03", "1/1 at 0.025; peak 1/1 at 0.04", "1/1 at 0.025|peak 1/1 at 0.04")]
    [InlineData("1/1 at 0.10; peak 1/1 at 0.04", "1/1 at 0.025; peak 1/1 at 0.04", "0.025 / minute")]
    [InlineData("1/1 at 0.025; peak 1/1 at 0.04", "1/1 at 0.025", "1/1 at 0.025")]
    public void Prices_of_periods_are_told_where_they_differ(string one, string other, string told)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        var side = Render<ContrastSide>(contrast => contrast
            .Add(it => it.Of, "44").Add(it => it.Rate, Rate(other)).Add(it => it.Other, Rate(one)).Add(it => it.Unit, Unit.Second));

        Assert.Equal(told.Split('|')[0], side.Nodes[0].TextContent.Trim());
        Assert.Equal(told.Split('|')[1..], side.FindAll(".sub").Select(sub => sub.TextContent));
    }

    private static ComparedRate Rate(string prices) => new(
        "44", RateStatus.Active, decimal.Parse(prices.Split("; ")[0].Split(' ')[^1], CultureInfo.InvariantCulture), prices, 60, 0,
        Instant.FromUtc(2026, 1, 1, 0, 0));
}
