using Billing.Core.Destinations;

namespace Billing.Core.Tests.Destinations;

public sealed class DestinationGroupsTests
{
    private static readonly DestinationGroups Groups = new(
    [
        new("Europe", [new("44"), new("49"), new("4479", IsExcluded: true), new("447911")]),
        new("Mobile", [new("4479"), new("4915")]),
        new("Ours", [new("ONNET")]),
        new("Rest", [new("*"), new("1", IsExcluded: true)]),
    ]);

    [Theory]
    [InlineData("442071234567", "Europe", "Rest")]
    [InlineData("447912345678", "Mobile", "Rest")] // the longer prefix takes it out of Europe again
    [InlineData("447911123456", "Europe", "Mobile", "Rest")] // and a still longer one back in
    [InlineData("44", "Europe", "Rest")]
    [InlineData("4", "Rest")]
    [InlineData("12125551234")]
    [InlineData("33123456789012345678901", "Rest")]
    [InlineData("onnet", "Ours", "Rest")]
    [InlineData("ON", "Rest")] // a keyword matches as a whole
    [InlineData("")]
    public void The_longest_prefix_within_a_group_decides(string destination, params string[] groups)
    {
        Assert.Equal(groups, Groups.Of(destination));
        Assert.All(new[] { "Europe", "Mobile", "Ours", "Rest" }, group => Assert.Equal(groups.Contains(group), Groups.Matches(group, destination)));
    }

    [Fact]
    public void A_group_is_found_in_capitals_or_not_and_an_unknown_one_has_nothing()
    {
        Assert.True(Groups.Matches("EUROPE", "49301234567"));
        Assert.False(Groups.Matches("Asia", "49301234567"));
        Assert.Empty(DestinationGroups.None.Of("49301234567"));
    }

    [Fact]
    public void Two_groups_of_one_name_and_a_destination_twice_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new DestinationGroups([new("A", []), new("a", [])]));
        Assert.Throws<ArgumentException>(() => new DestinationGroups([new("A", [new("44"), new("44", IsExcluded: true)])]));
    }
}
