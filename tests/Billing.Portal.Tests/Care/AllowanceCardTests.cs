using System.Globalization;
using Billing.Contracts.Paging;
using Billing.Contracts.Products;
using Billing.Core.Allowances;
using Billing.Portal.Balances;
using Billing.Portal.Care;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Tests.Care;

/// <summary>What a subscriber reads below the bar of what is included.</summary>
public sealed class AllowanceCardTests : BunitContext
{
    private static readonly Instant Now = Instant.FromUtc(2026, 6, 15, 12, 0);

    private static readonly Allowance Thousand = new()
    {
        AllowanceId = 1,
        Name = "Texts",
        Kind = AllowanceKind.Units,
        Initial = 1000,
        Remaining = 500,
        Uses = [new("messages")],
        ValidFrom = Now - Duration.FromDays(10),
        ExpiresAt = Instant.FromUtc(2026, 7, 1, 0, 0),
        Issue = (1, Now - Duration.FromDays(10)),
    };

    public AllowanceCardTests()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>();
        Services.AddSingleton(new ServiceUnits(Answers.To<IProductQuery>((_, _) => Task.FromResult(new Page<ProductRow>([], null, null)))));
    }

    [Fact]
    public void A_day_of_this_year_is_said_without_the_year() =>
        Assert.Equal("At this pace it lasts until 25 June. Resets on 1 July.", Told(Thousand));

    [Fact]
    public void What_lasts_for_years_says_until_which() => Assert.Equal(
        "At this pace it lasts until 1 Mar 2029.",
        Told(Thousand with { Remaining = 990, ExpiresAt = Instant.MaxValue, Issue = null }));

    [Fact]
    public void What_comes_again_says_when() =>
        Assert.Equal("Used up: no more until then. Resets on 1 July.", Told(Thousand with { Remaining = 0, Exhaustion = Exhaustion.Block }));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_does_not_come_again_promises_nothing(bool ends) => Assert.Equal(
        "Used up: no more can be used.",
        Told(Thousand with { Remaining = 0, Exhaustion = Exhaustion.Block, Issue = null, ExpiresAt = ends ? Thousand.ExpiresAt : Instant.MaxValue }));

    private string Told(Allowance allowance) =>
        Render<AllowanceCard>(it => it.Add(one => one.Allowance, allowance).Add(one => one.Currency, "USD").Add(one => one.Now, Now)).Find("p").TextContent;
}
