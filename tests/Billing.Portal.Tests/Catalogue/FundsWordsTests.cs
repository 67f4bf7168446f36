using System.Globalization;
using Billing.Core.Allowances;
using Billing.Core.Tariffs;
using Billing.Portal.Products;

namespace Billing.Portal.Tests.Catalogue;

public sealed class FundsWordsTests
{
    [Theory]
    [InlineData("JPY", "1,500")]
    [InlineData("USD", "1,500.00")]
    [InlineData("KWD", "1,500.000")]
    [InlineData(null, "1,500.00")] // its tariffs are of several currencies
    public void Money_that_a_product_gives_has_the_decimals_of_its_currency(string? currency, string shown) =>
        Assert.Equal(shown, FundsWords.Amount(AllowanceKind.Money, 1500, Unit.Event, CultureInfo.InvariantCulture, currency));
}
