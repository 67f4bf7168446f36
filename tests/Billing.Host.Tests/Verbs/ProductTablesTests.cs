using Billing.Contracts.Products;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Host.Verbs;

namespace Billing.Host.Tests.Verbs;

/// <summary>Money that products give has the decimals of its currency: none of a yen, three of a dinar.</summary>
public sealed class ProductTablesTests
{
    [Theory]
    //          currency amount     step
    [InlineData("JPY", "500", "1500: 10.00 %")]
    [InlineData("KWD", "500.000", "1500.000: 10.00 %")]
    [InlineData("USD", "500.00", "1500.00: 10.00 %")]
    [InlineData(null, "500.00", "1500.00: 10.00 %")] // it is sold in several
    public void Amounts_are_of_the_currency_that_the_product_is_sold_in(string? currency, string amount, string step)
    {
        Assert.Equal(amount, ProductVerb.Cells(1, new ProductPlan("Money", AllowanceKind.Money, 500, [], PeriodKind.Monthly), false, currency)[2]);
        Assert.Equal(step, ProductVerb.Cells(1, Tenth(CounterMeasure.Money), false, currency)[2]);
    }

    [Fact]
    public void What_is_no_money_has_no_currency()
    {
        Assert.Equal("500.00", ProductVerb.Cells(1, new ProductPlan("Minutes", AllowanceKind.Units, 500, [], PeriodKind.Monthly), false, "JPY")[2]);
        Assert.Equal("1500.00: 10.00 %", ProductVerb.Cells(1, Tenth(CounterMeasure.Units), false, "JPY")[2]);
    }

    private static ProductDiscount Tenth(CounterMeasure measure) =>
        new("Tenth", new(null, null, null, 1), measure, PeriodKind.Monthly, [new(1_500, 10)]);
}
