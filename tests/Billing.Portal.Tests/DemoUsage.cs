using Billing.Radius;
using Billing.Testing;

namespace Billing.Portal.Tests;

/// <summary>Usage of the demo's carol, as her gateway reports it.</summary>
internal static class DemoUsage
{
    /// <summary>The operation that credits her what she begins with.</summary>
    public const string Credit = "test-welcome";

    private const uint Start = 1;
    private const uint Stop = 2;
    private const uint Interim = 3;

    public static async Task MakeAsync(TestGateway gateway)
    {
        foreach (var (called, seconds, id) in new[] { ("442071234567", 227u, "c1"), ("12125551234", 61u, "c2"), ("447911123456", 31u, "c3") })
        {
            await CallAsync(gateway, Start, id, called, 0);
            await CallAsync(gateway, Stop, id, called, seconds);
        }

        await DataAsync(gateway, Start, "d1", 0, 0);
        await DataAsync(gateway, Stop, "d1", 600, 150_400_000);
        await DataAsync(gateway, Start, "d2", 0, 0);
        await DataAsync(gateway, Interim, "d2", 300, 42_000_000);
    }

    public static async Task CallAsync(TestGateway gateway, uint status, string id, string called, uint seconds) =>
        Assert.NotNull(await gateway.AccountAsync(status, "carol", id, (ref RadiusPacketWriter writer) =>
        {
            writer.AddString(Attributes.CalledStationId, called);
            writer.AddUInt32(Attributes.AcctSessionTime, seconds);
        }));

    public static async Task DataAsync(TestGateway gateway, uint status, string id, uint seconds, uint octets) =>
        Assert.NotNull(await gateway.AccountAsync(status, "carol", id, (ref RadiusPacketWriter writer) =>
        {
            writer.AddUInt32(Attributes.AcctSessionTime, seconds);
            writer.AddUInt32(Attributes.AcctOutputOctets, octets);
        }));
}
