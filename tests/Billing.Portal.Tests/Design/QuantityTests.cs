using System.Globalization;
using Billing.Core.Tariffs;
using Billing.Portal.Design;

namespace Billing.Portal.Tests.Design;

/// <summary>Amounts of usage as people say them.</summary>
public sealed class QuantityTests
{
    [Theory]
    //          seconds  said
    [InlineData(0, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(3600, "1 h")]
    [InlineData(3659, "1 h 0 min")]
    [InlineData(7260, "2 h 1 min")]
    public void A_time_has_two_parts_at_the_most_and_ends_where_nothing_follows(int seconds, string said) =>
        Assert.Equal(said, Quantity.Text(Unit.Second, seconds, CultureInfo.InvariantCulture).Replace('\u00a0', ' '));
}
