using System.Diagnostics;
using Billing.Postgres.Nodes;
using Billing.Radius.Server.Proxying;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>A proxy that nobody here wrote (Debian's radsecproxy) takes UDP and speaks TLS to us.</summary>
[Collection(nameof(RadSec))]
public sealed class RadSecProxyTests(RadSecTests.Server server)
{
    [Fact]
    public async Task A_gateway_behind_radsecproxy_is_served()
    {
        var udp = FreePort.Udp();
        using var proxy = await StartAsync(
            $$"""
            ListenUDP 127.0.0.1:{{udp}}
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
            """);

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

    [Fact]
    public async Task A_realm_whose_server_is_behind_radsecproxy_is_passed_on_by_TLS()
    {
        var tls = FreePort.Tcp();
        var store = server.Billing.Services.GetRequiredService<RealmStore>();
        await store.SetAsync("behind.example", new("127.0.0.1", 1, 1, StripsName: true, null, new(tls, "gateway")), null, new("test", 0));
        await server.Billing.Services.GetRequiredService<Realms>().RefreshAsync(TestContext.Current.CancellationToken); // else a login may be taken for one of ours
        await Stage.AddAccountAsync(server.Billing, "behind", "secret", "Prepaid data", 10, 0);
        using var proxy = await StartAsync(
            $$"""
            ListenTLS 127.0.0.1:{{tls}}
            client 127.0.0.1 {
                type tls
                secret radsec
                certificateNameCheck off
            }
            server auth {
                type udp
                host 127.0.0.1
                port {{server.Billing.AuthPort}}
                secret testing123
            }
            server acct {
                type udp
                host 127.0.0.1
                port {{server.Billing.AcctPort}}
                secret testing123
            }
            realm * {
                server auth
                accountingServer acct
            }
            """);

        try
        {
            using var gateway = new TestGateway(server.Billing) { Patience = TimeSpan.FromSeconds(2) };
            Answer? accept = null;
            await Eventually.IsAsync(
                async () => (accept = await gateway.AskAuthAsync(gateway.Login("behind@behind.example"))) is not null, "radsecproxy passes a login on");

            Assert.True(accept!.Code is RadiusCode.AccessAccept, accept.Text(Attributes.ReplyMessage));
            await gateway.ReportUntilAnsweredAsync(Status.Stop, "behind@behind.example", "rsp-2", new(60, 0, 5_000_000) { Class = accept.Find(Attributes.Class) });
            Assert.Equal(RadiusCode.AccessReject, (await gateway.AskAuthAsync(gateway.Login("behind@behind.example", "wrong")))?.Code);
            Assert.Equal(9.95m, (await server.Billing.BalanceAsync("behind")).Posted);
        }
        finally
        {
            proxy.Kill();
            await proxy.WaitForExitAsync(CancellationToken.None);
            await store.RemoveAsync("behind.example", new("test", 1));
        }
    }

    private async Task<Process> StartAsync(string configuration)
    {
        var (file, folder) = (Path.Combine(server.Folder, "radsecproxy.conf"), server.Folder);
        await File.WriteAllTextAsync(
            file,
            $$"""
            LogLevel 3
            LogDestination file://{{folder}}/radsecproxy.log
            tls default {
                CACertificateFile {{folder}}/ca.pem
                CertificateFile {{folder}}/client.pem
                CertificateKeyFile {{folder}}/client.key
            }

            """ + configuration,
            TestContext.Current.CancellationToken);

        return Process.Start(new ProcessStartInfo("/usr/sbin/radsecproxy", ["-f", "-c", file]) { UseShellExecute = false })!;
    }
}
