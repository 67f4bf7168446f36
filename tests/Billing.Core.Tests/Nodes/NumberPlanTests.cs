using System.Collections.Frozen;
using Billing.Core.Nodes;

namespace Billing.Core.Tests.Nodes;

public sealed class NumberPlanTests
{
    // London: 00 is abroad, 0 the country, six to eight digits the city.
    private static readonly NumberPlan London = NumberPlan.Plain with
    {
        Called = [new("00", 8, 64, 2, ""), new("0", 10, 11, 1, "44"), new("", 6, 8, 0, "4420")],
        Calling = [new("0", 1, 64, 1, "44")],
        EmergencyNumbers = new[] { "999", "112" }.ToFrozenSet(),
    };

    [Theory]
    [InlineData("0012125551234", "12125551234")]
    [InlineData("07911 123456", "447911123456")]
    [InlineData("71234567", "442071234567")]
    [InlineData("+4930123456", "4930123456")] // already E.164: no rule applies
    [InlineData("+0012345678", "0012345678")]
    [InlineData("0012", "0012")] // too short for the first rule and for every other one
    [InlineData("447911123456", "447911123456")]
    [InlineData("(020) 7123-4567", "442071234567")]
    [InlineData("VOICEMAIL-BOX", "VOICEMAILBOX")]
    [InlineData("", "")]
    public void A_called_number_becomes_E164_by_the_first_rule_that_fits(string dialled, string number) =>
        Assert.Equal(number, London.NormalizeCalled(dialled));

    [Fact]
    public void The_calling_party_has_rules_of_its_own() =>
        Assert.Equal(("447911123456", "0012125551234"), (London.NormalizeCalling("07911123456"), NumberPlan.Plain.NormalizeCalling("0012125551234")));

    [Theory]
    [InlineData("999", true)]
    [InlineData("1-1-2", true)]
    [InlineData("+112", true)] // some handsets write it so
    [InlineData("9991", false)]
    [InlineData("", false)]
    public void A_call_for_help_is_the_whole_number(string dialled, bool isEmergency)
    {
        Assert.Equal(isEmergency, London.IsEmergency(dialled));
        Assert.False(NumberPlan.Plain.IsEmergency(dialled));
    }

    [Theory]
    [InlineData("+44 7911-123456", "447911123456", true)]
    [InlineData("447911123456", "447911123457", false)]
    public void One_number_may_be_written_in_two_ways(string one, string other, bool areSame) =>
        Assert.Equal(areSame, NumberPlan.AreSame(one, other));

    [Fact]
    public void A_rule_that_strips_more_than_there_is_does_not_fit() =>
        Assert.Equal("12", (NumberPlan.Plain with { Called = [new("1", 0, 64, 3, "x")] }).NormalizeCalled("12"));
}
