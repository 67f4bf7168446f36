using System.Globalization;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using Billing.Portal.Usage;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Tests.Usage;

public sealed class UsageTextTests
{
    private static readonly IStringLocalizer<Words> Words = new WordsLocalizer();

    [Theory]
    //          unit         price for   words
    [InlineData(Unit.Second, 60L, "0.10\u00a0USD a minute")]
    [InlineData(Unit.Second, 1L, "0.10\u00a0USD a second")]
    [InlineData(Unit.Second, 3_600L, "0.10\u00a0USD an hour")]
    [InlineData(Unit.Byte, 1_000_000L, "0.10\u00a0USD a MB")]
    [InlineData(Unit.Byte, 1_000L, "0.10\u00a0USD per 1\u00a0kB")]
    [InlineData(Unit.Event, 1L, "0.10\u00a0USD each")]
    [InlineData(Unit.Event, 100L, "0.10\u00a0USD per 100")]
    [InlineData(Unit.Second, null, "0.10\u00a0USD")]
    public void A_price_is_told_for_the_units_that_it_is_for(Unit unit, long? size, string words)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        var part = new RatedPart(RatedPartKind.Usage, 0, 60, null, 0.10m, 0.10m);

        Assert.EndsWith(
            $" at {words}", UsageText.Step(part, unit, size, "USD", new Dictionary<int, string>(), Words), StringComparison.Ordinal);
    }
}
