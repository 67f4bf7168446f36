using System.Globalization;
using Billing.Contracts.Products;
using Billing.Contracts.Tariffs;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Tariffs;
using Billing.Portal.Products;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;

namespace Billing.Portal.Tests.Catalogue;

public sealed class FundsWordsTests
{
    private static readonly IStringLocalizer<Words> Text = new ServiceCollection()
        .AddLocalization().AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(NullLoggerFactory.Instance)
        .BuildServiceProvider().GetRequiredService<IStringLocalizer<Words>>();

    [Theory]
    [InlineData("JPY", "1,500")]
    [InlineData("USD", "1,500.00")]
    [InlineData("KWD", "1,500.000")]
    [InlineData(null, "1,500.00")] // its tariffs are of several currencies
    public void Money_that_a_product_gives_has_the_decimals_of_its_currency(string? currency, string shown) =>
        Assert.Equal(shown, FundsWords.Amount(AllowanceKind.Money, 1500, Unit.Event, CultureInfo.InvariantCulture, currency));

    [Theory]
    //          currency plan                                       discount
    [InlineData("JPY", "500 a month, anything, then money pays", "10 % from 1,500 on, anything, counted anew: a month")]
    [InlineData("KWD", "500.000 a month, anything, then money pays", "10 % from 1,500.000 on, anything, counted anew: a month")]
    [InlineData(null, "500.00 a month, anything, then money pays", "10 % from 1,500.00 on, anything, counted anew: a month")]
    public void So_have_the_sentences_of_a_draft(string? currency, string plan, string discount)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var reserved = new ProductPlan("Money", AllowanceKind.Money, 500, [], PeriodKind.Monthly);
        var ladder = new ProductDiscount("Tenth", new(null, null, null, 1), CounterMeasure.Money, PeriodKind.Monthly, [new(1_500, 10)]);
        Assert.Equal(plan, FundsWords.Sentence(reserved, null, currency, Text));
        Assert.Equal(discount, FundsWords.Sentence(ladder, null, currency, Text));

        var changes = new ProductChanges(new Dictionary<long, string>(), new Dictionary<int, string>(), Text) { Currency = currency }.Between(
            new ProductBenefits(new([], []), null), new(new([new(0, reserved, false)], [new(0, ladder, false)]), null), new Dictionary<string, Unit>(), []);
        Assert.Equal([plan, discount], changes.Select(change => change.After));
    }

    [Fact]
    public void A_product_is_sold_in_the_currency_of_all_its_tariffs()
    {
        TariffRow[] tariffs = [Tariff(1, "JPY"), Tariff(2, "JPY"), Tariff(3, "KWD")];
        Assert.Equal("JPY", tariffs.CurrencyOf([1, 2]));
        Assert.Null(tariffs.CurrencyOf([1, 3]));
        Assert.Null(tariffs.CurrencyOf([]));
    }

    private static TariffRow Tariff(long tariffId, string currency) =>
        new(tariffId, $"Tariff {tariffId}", currency, Unit.Event, 1, new(0, false), 0, null, null, IsRetired: false);
}
