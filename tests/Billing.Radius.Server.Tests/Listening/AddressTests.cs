using System.Diagnostics;
using System.Net;
using Billing.Radius.Server.Listening;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>The machine gets and loses an address while it serves. Only where a test may do that.</summary>
public sealed class AddressTests(MigratedPostgres postgres)
{
    private static readonly IPAddress Late = IPAddress.Parse("127.99.0.1");

    [Fact]
    public async Task A_new_address_is_listened_on_and_one_that_went_is_not()
    {
        await IpAsync("del");
        Assert.SkipUnless(await IpAsync("add") == 0 && await IpAsync("del") == 0, "needs the right to change this machine's addresses");
        await using var billing = await RunningBilling.StartAsync(
            await postgres.CreateDatabaseAsync(), ("Billing:Radius:Addresses:0", null!), ("Billing:Radius:Addresses:1", null!));
        var listener = billing.Services.GetRequiredService<RadiusListener>();
        Assert.DoesNotContain(listener.Bound, bound => bound.Local.Address.Equals(Late));

        try
        {
            await IpAsync("add");
            await Eventually.IsAsync(() => listener.Bound.Count(bound => bound.Local.Address.Equals(Late)) == 2, "the new address is listened on");
            using var gateway = new TestGateway(billing, server: Late, from: IPAddress.Loopback);
            await gateway.LogInAsync("alice", password: "wonderland");
        }
        finally
        {
            await IpAsync("del");
        }

        await Eventually.IsAsync(() => !listener.Bound.Any(bound => bound.Local.Address.Equals(Late)), "the address is let go");
        using var other = new TestGateway(billing);
        await other.LogInAsync("alice", password: "wonderland");
    }

    private static async Task<int> IpAsync(string verb)
    {
        try
        {
            using var ip = Process.Start(new ProcessStartInfo("ip", ["addr", verb, $"{Late}/32", "dev", "lo"]) { RedirectStandardError = true })!;
            await ip.WaitForExitAsync();

            return ip.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1; // there is no such program
        }
    }
}
