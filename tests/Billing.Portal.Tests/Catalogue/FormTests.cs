using System.Globalization;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Forms;
using Billing.Portal.Nodes;
using Billing.Portal.Products;
using Billing.Portal.Rating;
using Billing.Portal.Tariffs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Tests.Catalogue;

public sealed class FormTests
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    private static readonly IStringLocalizer Words = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider()
        .GetRequiredService<IStringLocalizer<Words>>();

    [Theory]
    [InlineData("0.10565", "0.10565")]
    [InlineData("0.0000000001", "0.0000000001")]
    [InlineData("−5", "-5")]
    [InlineData("0.00000000001", null)] // more decimals than a price has
    [InlineData("1,000", null)] // thousands are not guessed
    [InlineData("", null)]
    public void A_price_is_read_as_it_is_meant_or_not_at_all(string typed, string? price) =>
        Assert.Equal(price, Prices.Parse(typed, British)?.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void A_comma_is_a_decimal_separator_where_people_write_it_so()
    {
        Assert.Equal(0.05m, Prices.Parse("0,05", German));
        Assert.Null(Prices.Parse("1.000,05", German));
    }

    // A Spaniard's "1.000" is a thousand, and is neither taken for one nor guessed.
    [Theory]
    [InlineData("1.000", null)]
    [InlineData("−12.500", null)]
    [InlineData("1.00", "1.00")]
    [InlineData("0.105", "0.105")] // no thousand begins with a zero
    [InlineData(".105", "0.105")]
    [InlineData("1.0005", "1.0005")]
    [InlineData("1,000", "1.000")]
    public void Three_digits_behind_a_point_are_refused_where_it_separates_thousands(string typed, string? read)
    {
        Assert.Equal(read, Prices.Parse(typed, German)?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(read, Money.Parse(typed, German)?.ToString(CultureInfo.InvariantCulture));
    }

    // As the screen writes it, and as people do who leave the separators out.
    [Theory]
    [InlineData("es-ES", "1.234,50", "1234.50")]
    [InlineData("es-ES", "1234,50", "1234.50")]
    [InlineData("es-ES", "−1.234.567,5", "-1234567.5")]
    [InlineData("es-ES", "1.234", "1234")]
    [InlineData("es-ES", "1.5", "1.5")]
    [InlineData("es-ES", "1.23,50", null)]
    [InlineData("es-ES", "034.123.456", null)] // as numbers are written that are called
    [InlineData("es-ES", "12.3456.789", null)]
    [InlineData("en-GB", "1,234.50", "1234.50")]
    [InlineData("en-GB", "1.234", "1.234")]
    [InlineData("en-GB", ",234", null)]
    [InlineData("fr-FR", "1\u202f234,50", "1234.50")]
    [InlineData("fr-FR", " 1 234,50 ", "1234.50")]
    [InlineData("en-GB", "text", null)]
    [InlineData("en-GB", "-", null)]
    [InlineData("en-GB", null, null)]
    public void An_amount_is_found_as_the_screen_writes_it(string culture, string? typed, string? read) =>
        Assert.Equal(read, Money.Typed(typed, CultureInfo.GetCultureInfo(culture))?.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void A_point_is_the_decimal_separator_where_people_write_it_so() => Assert.Equal(1m, Money.Parse("1.000", British));

    [Theory]
    [InlineData("1000", 60_000, true)]
    [InlineData("1,5", 90, true)]
    [InlineData("1.000", 0, false)] // a thousand, and was taken for one
    public void Minutes_of_a_product_are_written_as_who_reads_them_does(string typed, long seconds, bool isRead)
    {
        var before = CultureInfo.CurrentCulture;

        try
        {
            CultureInfo.CurrentCulture = German;
            var problems = new FieldProblems(Words);
            var line = ServiceLine.Of(new("voice", Unit.Second, 1, null, 90, null));
            Assert.Equal("1,5", line.Longest);
            line.Longest = typed;

            Assert.Equal(seconds, line.Read(problems, "Services[0]", Unit.Second).LongestUnits);
            Assert.Equal(isRead, problems.IsEmpty);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("60", 60, true)]
    [InlineData("1.5", 1, false)]
    public void Free_units_are_whole(string typed, long units, bool isRead)
    {
        var problems = new FieldProblems(Words);
        var form = RateForm.Of(null, Unit.Second, [], British);
        (form.Price, form.FreeUnits) = ("0.10", typed);

        Assert.Equal(units, form.Read(problems, British).FreeUnits);
        Assert.Equal(isRead, problems.IsEmpty);
        Assert.All(problems.Fields.Keys, field => Assert.Equal("FreeUnits", field));
    }

    [Theory]
    [InlineData(Unit.Second, 60L, 6L, "60/6")]
    [InlineData(Unit.Byte, 1_000_000L, 1_000_000L, "per started MB")]
    [InlineData(Unit.Event, 1L, 1L, "per started event")]
    [InlineData(Unit.Second, null, null, "a ladder in words")]
    public void Intervals_are_said_in_words(Unit unit, long? first, long? next, string said) =>
        Assert.Equal(said, Prices.Intervals(unit, first, next, "a ladder in words", Words));

    [Theory]
    [InlineData("4:37", Unit.Second, 277L)]
    [InlineData("1:04:37", Unit.Second, 3877L)]
    [InlineData("277", Unit.Second, 277L)]
    [InlineData("1.5", Unit.Byte, 1_500_000L)]
    [InlineData("1.5", Unit.Event, null)] // no half a message
    [InlineData("4:", Unit.Second, null)]
    public void Usage_is_typed_as_people_say_it(string typed, Unit unit, long? units) =>
        Assert.Equal(units, RatingForm.Units(typed, unit, British));

    [Theory]
    [InlineData("38067", "38067", null)]
    [InlineData("+380 67", "38067", null)]
    [InlineData("EMERGENCY", "EMERGENCY", null)]
    [InlineData("Ukraine", null, "Ukraine")]
    [InlineData(null, null, null)]
    public void One_box_finds_prefixes_and_destinations(string? typed, string? prefix, string? text) =>
        Assert.Equal(new RateFilter(prefix, text), RateSearch.Filter(typed));

    // Whoever changes a price must not lose the rate's other terms.
    [Fact]
    public void A_rate_that_is_opened_and_saved_is_the_same_rate()
    {
        var rate = new RateDetails(
            "38067", null, 0.107m, "60/1", 60, 0.02m, 5, 2.5m, 0.1m, 9.99m, 3, Core.Amounts.Rounding.Up, RateStatus.Hidden,
            RateDirection.Charge, [new("peak", 0.2m, "60/60")]);
        var problems = new FieldProblems(Words);

        var again = RateForm.Of(rate, Unit.Second, ["peak", "night"], British).Read(problems, British);

        Assert.Equal(rate with { Periods = [] }, again with { Periods = [] });
        Assert.Equal(rate.Periods, again.Periods);
        Assert.True(problems.IsEmpty);
    }

    [Fact]
    public void What_is_no_number_is_named_and_not_taken_for_nothing()
    {
        var problems = new FieldProblems(Words);
        var form = RateForm.Of(null, Unit.Second, [], British);
        (form.Price, form.ConnectFee) = ("ten", "1,000.00");

        form.Read(problems, British);

        Assert.Equal(["ConnectFee", "Price"], problems.Fields.Keys.Order());
    }

    [Fact]
    public void A_gateway_without_changes_is_the_same_gateway()
    {
        var node = new Contracts.Nodes.NodeDetails(
            "sbc", "10.1.0.0/24", "cisco-voice", Contracts.Nodes.MessageAuthenticatorPolicy.Auto, false, 600, true, [2, 5],
            [new("00", 5, 20, 2, "")], [new("0", 2, 15, 1, "44")], ["112", "999"], 1700, true, "10.1.0.9");
        var problems = new FieldProblems(Words);

        var again = GatewayForm.Of(node, "edge.example.net").Read(problems);

        Assert.Equal(
            node with { NodeGroups = [], CalledRules = [], CallingRules = [], EmergencyNumbers = [], TlsName = "edge.example.net" },
            again with { NodeGroups = [], CalledRules = [], CallingRules = [], EmergencyNumbers = [] });
        Assert.Equal((node.NodeGroups, node.CalledRules, node.CallingRules, node.EmergencyNumbers), (again.NodeGroups, again.CalledRules, again.CallingRules, again.EmergencyNumbers), (one, other) =>
            one.Item1.SequenceEqual(other.Item1) && one.Item2.SequenceEqual(other.Item2) && one.Item3.SequenceEqual(other.Item3) && one.Item4.SequenceEqual(other.Item4));
        Assert.True(problems.IsEmpty);
        Assert.Equal("", GatewayForm.Of(node).Read(problems).TlsName); // said, not left as it is
    }

    [Fact]
    public void A_moment_is_the_viewers_wall_clock()
    {
        var lisbon = new Viewer(null, "Europe/Lisbon");
        var at = Instant.FromUtc(2026, 7, 1, 12, 0);

        Assert.Equal("2026-07-01T13:00", Moments.Text(at, lisbon));
        Assert.Equal(at, Moments.Parse("2026-07-01T13:00", lisbon));
        Assert.Null(Moments.Parse("yesterday", lisbon));
        Assert.Equal(at + Duration.FromMinutes(1), Moments.NextMinute(at)); // the same until it is over
        Assert.Equal(at + Duration.FromMinutes(1), Moments.NextMinute(at + Duration.FromMilliseconds(59_999)));
    }

    [Fact]
    public void A_file_of_rates_has_heads_once_and_no_formula()
    {
        var rate = new RateListing(
            1, "44", "=cmd()", RateStatus.Active, 60, 6, 0.1m, "60/6 at 0.10", 60, 0, Instant.FromUtc(2026, 1, 1, 0, 0), null, null);

        var lines = (RateFile.Text([rate], withHeads: true) + RateFile.Text([rate], withHeads: false)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal(3, lines.Length);
        Assert.StartsWith("prefix,description,", lines[0], StringComparison.Ordinal);
        Assert.Equal("44,'=cmd(),active,0.1,60/6,60,0,2026-01-01T00:00:00Z,", lines[1]);
        Assert.Equal(lines[1], lines[2]);
    }
}
