using System.Globalization;
using Billing.Contracts.Tariffs;
using Billing.Portal.Desk;
using Billing.Portal.Tariffs;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Tests.Catalogue;

public sealed class ComparisonProgressTests : BunitContext
{
    public ComparisonProgressTests() => Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();

    [Theory]
    //          stage                            done     of         told                                       bar
    [InlineData(null, 0, 0, "Working it out…", null)]
    [InlineData(RateComparisonStage.ReadingOne, 0, 0, "Reading Voice ", "")]
    [InlineData(RateComparisonStage.ReadingOne, 12_000, 0, "Reading Voice 12,000 rates so far", "")]
    [InlineData(RateComparisonStage.ReadingOther, 3_000, 0, "Reading Wholesale 3,000 rates so far", "")]
    [InlineData(RateComparisonStage.Comparing, 250_000, 1_000_000, "Comparing Voice with Wholesale 250,000 of 1,000,000", "250000/1000000")]
    public void What_it_does_is_said_and_how_far_it_is(RateComparisonStage? stage, long done, long of, string told, string? bar)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-US");
        var shown = Render<ComparisonProgress>(progress => progress
            .Add(it => it.Progress, stage is { } at ? new(at, done, of) : null).Add(it => it.One, "Voice").Add(it => it.Other, "Wholesale"));

        Assert.Equal(told.TrimEnd(), string.Join(' ', shown.Find("[role=status]").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        var line = shown.FindAll("progress").SingleOrDefault();
        Assert.Equal(bar, line is null ? null : line.HasAttribute("value") ? $"{line.GetAttribute("value")}/{line.GetAttribute("max")}" : "");
    }
}
