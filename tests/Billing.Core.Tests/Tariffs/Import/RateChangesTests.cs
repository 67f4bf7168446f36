using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using static Billing.Core.Tests.Rates;
using static Billing.Core.Tests.Tariffs.Import.Lists;

namespace Billing.Core.Tests.Tariffs.Import;

public sealed class RateChangesTests
{
    private const string Heads = "prefix;price;effective from;connect fee;status";

    private static readonly Tariff Known = Tariff(List(
        Heads, "44;0.10;2026-01-01;0;", "49;0.20;2026-01-01;0;", "33;0.30;2026-01-01;0.01;", "7;0.40;2026-01-01;0;discontinued"));

    [Theory]
    [InlineData("44;0.10;2026-01-01;0;", "unchanged", "", "")]
    [InlineData("44;0.10;2026-02-01;0;", "unchanged", "44", "")]
    [InlineData("44;0.11;2026-01-01;0;", "up", "44", "44")]
    [InlineData("44;0.09;2026-02-01;0;", "down", "44", "")]
    [InlineData("44;0.09;2025-12-01;0;", "new", "44", "")]
    [InlineData("44;0.10;2026-01-01;0.01;", "up", "44", "44")]
    [InlineData("33;0.30;2026-01-01;0;", "down", "33", "33")]
    [InlineData("44;0.10;2026-01-01;0;hidden", "other", "44", "44")]
    [InlineData("44;;2026-02-01;;forbidden", "other", "44", "")]
    [InlineData("44;;2026-02-01;;discontinued", "discontinued", "44", "")]
    [InlineData("7;0.40;2026-02-01;0;", "new", "7", "")]
    [InlineData("445;0.10;2026-01-01;0;", "new", "445", "")]
    [InlineData("44;0.10;;0;", "unchanged", "", "")]
    [InlineData("44;0.12;;0;", "up", "44", "")]
    public void A_row_is_held_against_the_rate_that_it_follows(string line, string count, string added, string removed)
    {
        var changes = Between(ImportMode.Add, line);

        Assert.Equal(count, Counted(changes.Counts));
        Assert.Equal(added, string.Join(' ', changes.Added.Select(rate => rate.Destination)));
        Assert.Equal(removed, string.Join(' ', changes.Removed.Select(Destination)));
    }

    [Fact]
    public void A_price_per_second_is_held_against_one_per_minute() =>
        Assert.Equal(
            ("up", "unchanged"),
            (Counted(Of("44;0.0017;2026-02-01;1").Counts), Counted(Between(ImportMode.Add, "44;0.10;2026-02-01;0;").Counts)));

    [Fact]
    public void Replacing_leaves_nothing_but_the_list_and_keeps_what_it_repeats()
    {
        var changes = Between(ImportMode.Replace, "44;0.10;2026-01-01;0;", "49;0.25;2026-02-01;0;");

        Assert.Equal(["49"], changes.Added.Select(rate => rate.Destination));
        Assert.Equal(["33", "49", "7"], changes.Removed.Select(Destination).Order(StringComparer.Ordinal));
        Assert.Equal(new ChangeCounts(New: 0, PriceUp: 1, PriceDown: 0, Changed: 0, Unchanged: 1, Discontinued: 2), changes.Counts);
    }

    [Fact]
    public void A_list_whose_prices_begin_later_leaves_a_gap_that_is_said()
    {
        Assert.Equal(1, Between(ImportMode.Replace, "44;0.10;2026-09-01;0;", "49;0.20;2026-01-01;0;", "7;0.1;2026-09-01;0;discontinued").Gaps - 1);
        Assert.Equal(0, Between(ImportMode.Add, "44;0.10;2026-09-01;0;").Gaps);
    }

    [Fact]
    public void The_same_list_again_changes_nothing()
    {
        string[] lines = ["44;0.10;2026-01-01;0;", "49;0.20;2026-01-01;0;", "33;0.30;2026-01-01;0.01;", "7;0.40;2026-01-01;0;discontinued"];

        Assert.True(Between(ImportMode.Replace, lines).IsEmpty);
        Assert.True(Between(ImportMode.Add, lines).IsEmpty);
    }

    [Fact]
    public void The_biggest_rises_come_first_and_ten_at_most()
    {
        var known = Tariff(List("prefix;price;effective from", [.. Enumerable.Range(10, 20).Select(n => $"{n};0.10;2026-01-01"), "44;0;2026-01-01"]));
        var list = List("prefix;price;effective from", [.. Enumerable.Range(10, 20).Select(n => $"{n};0.{n};2026-02-01"), "44;0.01;2026-02-01"]);

        var rises = RateChanges.Between(known, list, ImportMode.Add, Start).Rises;

        Assert.Equal(["44", "29", "28", "27", "26", "25", "24", "23", "22", "21"], rises.Select(rise => rise.Destination));
        Assert.Equal([null, 190m, 180m], rises.Take(3).Select(rise => rise.Percent));
        Assert.Equal(("price", 0.10m, 0.29m), (rises[1].What, rises[1].OldPrice, rises[1].NewPrice));
    }

    private static RateChanges Between(ImportMode mode, params string[] lines) =>
        RateChanges.Between(Known, List(Heads, lines), mode, Start);

    private static RateChanges Of(string line) =>
        RateChanges.Between(Known, List("prefix;price;effective from;price unit size", line), ImportMode.Add, Start);

    private static string Destination(long rateId) => Known.Rates.Single(rate => rate.RateId == rateId).Destination;

    private static string Counted(ChangeCounts counts) => counts switch
    {
        { New: 1 } => "new",
        { PriceUp: 1 } => "up",
        { PriceDown: 1 } => "down",
        { Changed: 1 } => "other",
        { Unchanged: 1 } => "unchanged",
        { Discontinued: 1 } => "discontinued",
        _ => "nothing",
    };
}
