using System.Diagnostics;
using Billing.Testing;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>A proxy that nobody here wrote (Debian's radsecproxy) takes UDP and speaks TLS to us.</summary>
public sealed class RadSecProxyTests(RadSecTests.Server server) : IClassFixture<RadSecTests.Server>
{
    [Fact]
    public async Task A_gateway_behind_radsecproxy_is_served()
    {
        var (udp, folder) = (FreePort.Udp(), server.Folder);
        var file = Path.Combine(folder, "radsecproxy.conf");
        await File.WriteAllTextAsync(
            file,
            $$"""
            ListenUDP 127.0.0.1:{{udp}}
            LogLevel 3
            LogDestination file://{{folder}}/radsecproxy.log
            tls default {
                CACertificateFile {{folder}}/ca.pem
                CertificateFile {{folder}}/client.pem
                CertificateKeyFile {{folder}}/client.key
            }
            client 127.0.0.1 {
                type udp
                secret testing123
            }
            server 127.0.0.1 {
                type tls
                port {{server.Port}}
                secret radsec
                StatusServer on
                certificateNameCheck off
            }
            realm * {
                server 127.0.0.1
                accountingServer 127.0.0.1
            }
            """,
            TestContext.Current.CancellationToken);
        using var proxy = Process.Start(new ProcessStartInfo("/usr/sbin/radsecproxy", ["-f", "-c", file]) { UseShellExecute = false })!;

        try
        {
            using var gateway = new TestGateway(udp, udp) { Patience = TimeSpan.FromSeconds(2) };
            Answer? accept = null;
            await Eventually.IsAsync(
                async () => (accept = await gateway.AuthenticateAsync("carol", "carol", messageAuthenticator: true)) is not null,
                "radsecproxy passes a login on");

            Assert.True(accept!.Code is RadiusCode.AccessAccept, accept.Text(Attributes.ReplyMessage));
            await gateway.ReportUntilAnsweredAsync(Status.Stop, "carol", "rsp-1", new(60, 0, 5_000_000) { Class = accept.Find(Attributes.Class) });
            Assert.Equal(RadiusCode.AccessReject, (await gateway.AuthenticateAsync("carol", "wrong", messageAuthenticator: true))?.Code);
            Assert.Equal(5_000_000, Assert.Single(await server.Billing.XdrsAsync("carol")).UsedUnits);
        }
        finally
        {
            proxy.Kill();
            await proxy.WaitForExitAsync(CancellationToken.None);
        }
    }
}
