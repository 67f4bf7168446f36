using System.Net;
using Billing.Contracts.Nodes;
using Billing.Portal.Design;
using Billing.Portal.Nodes;
using Billing.Portal.Today;
using NodaTime;

namespace Billing.Portal.Tests.Catalogue;

/// <summary>The first page and the list of gateways call the same ones silent.</summary>
public sealed class SilentGatewaysTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 26, 12, 0);

    [Theory]
    //          silos  sessions retired silent
    [InlineData(14, null, false, false)]
    [InlineData(16, null, false, true)]
    [InlineData(16, null, true, false)]
    [InlineData(null, 16, false, true)] // heard before the silos' start
    [InlineData(null, 14, false, false)]
    [InlineData(1, 16, false, false)]
    [InlineData(null, null, false, false)]
    public void It_is_silent_when_nothing_was_heard_of_it_for_a_quarter_of_an_hour(int? silos, int? sessions, bool isRetired, bool isSilent)
    {
        var row = new NodeRow(
            7, "switch", IPNetwork.Parse("10.0.0.7/32"), "generic", MessageAuthenticatorPolicy.Yes, true, false, 300, false, null, [], 0, Ago(sessions), isRetired);
        var health = new GatewayHealth(7, "switch", Ago(silos), 0, null, [], [], 0);
        var figures = new Figures(null!, new(Now, 0, null, [], [health], []), Now) { Nodes = [row] };

        Assert.Equal(isSilent ? 1 : 0, figures.Silent);
        Assert.Equal(isSilent, GatewayWords.Tone(row, health, Now) is StatusTone.Warn);
        Assert.Equal(Ago(silos) ?? Ago(sessions), GatewayWords.LastPacket(row, health));
    }

    private static Instant? Ago(int? minutes) => minutes is { } some ? Now - Duration.FromMinutes(some) : null;
}
