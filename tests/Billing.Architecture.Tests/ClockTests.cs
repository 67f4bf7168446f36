namespace Billing.Architecture.Tests;

/// <summary>What one process dates, another compares: all of them go by the database's clock.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData("Billing.Contracts")]
    [InlineData("Billing.Grains")]
    [InlineData("Billing.Portal")]
    [InlineData("Billing.Postgres")]
    [InlineData("Billing.Radius.Server")]
    public void Nobody_asks_the_machine_for_the_time(string name)
    {
        var room = House.Of(name);

        Assert.DoesNotContain(room.TypesUsed(), type => type.StartsWith("NodaTime.SystemClock", StringComparison.Ordinal));
        Assert.DoesNotContain(room.MembersUsed(), member =>
            member.StartsWith("System.DateTime.get_Now ", StringComparison.Ordinal)
            || member.StartsWith("System.DateTime.get_UtcNow ", StringComparison.Ordinal)
            || member.StartsWith("System.DateTime.get_Today ", StringComparison.Ordinal)
            || member.StartsWith("System.DateTimeOffset.get_Now ", StringComparison.Ordinal)
            || member.StartsWith("System.DateTimeOffset.get_UtcNow ", StringComparison.Ordinal));
    }
}
