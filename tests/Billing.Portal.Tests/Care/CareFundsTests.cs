using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Core.Balances;
using Billing.Portal.Care;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Tests.Care;

/// <summary>What a balance says of itself, of a limit of 100.</summary>
public sealed class CareFundsTests
{
    private static readonly IStringLocalizer Words = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider()
        .GetRequiredService<IStringLocalizer<Words>>();

    [Theory]
    //          posted unsettled available  owed advance left
    [InlineData(20, 0, 120, 0, 20, 100)]
    [InlineData(20, 30, 90, 10, 0, 90)]
    [InlineData(-40, 0, 60, 40, 0, 60)]
    [InlineData(-110, 0, -10, 110, 0, 0)]
    public void Money_paid_in_advance_is_no_more_of_a_limit(int posted, int unsettled, int available, int owed, int advance, int left)
    {
        var funds = new CareFunds(1, new BalanceView("USD", posted, 0, unsettled, available, 100, 0), Funds.None, ["a"]);

        Assert.Equal((owed, advance, left), (funds.Owed, funds.InAdvance, funds.LeftOfLimit));
    }

    [Fact]
    public void It_is_called_by_the_lines_that_draw_on_it()
    {
        var funds = new CareFunds(1, new BalanceView("USD", 5, 0, 0, 5, 0, 0), Funds.None, ["a", "b", "c"]);

        Assert.Equal("a, b, c: 5.00\u00a0USD", funds.Choice(Words, CultureInfo.GetCultureInfo("en-GB")));
        Assert.Equal("a, b, c and others", (funds with { Logins = ["a", "b", "c", "d"] }).Name(Words));
    }
}
