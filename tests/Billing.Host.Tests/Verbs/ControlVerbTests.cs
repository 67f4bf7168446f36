using System.Globalization;
using System.Text.Json;
using Billing.Host.Tests.Clusters;
using Billing.Host.Tests.Programs;
using Billing.Testing;
using Npgsql;

namespace Billing.Host.Tests.Verbs;

/// <summary>Sessions are ended and gateways tested at the shell, with FreeRADIUS as the gateway.</summary>
public sealed class ControlVerbTests(MigratedPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_is_tested_and_a_session_disconnected()
    {
        Assert.SkipWhen(FreeRadiusControl.IsMissing, "FreeRADIUS is not on this machine; install it: apt-get install freeradius");
        await using var gateway = new FreeRadiusControl();
        await gateway.StartAsync();
        await using var program = await ProgramRun.StartOnAsync(
            postgres, ("Billing__Radius__NodeRefresh", "00:00:00.2"), ("Billing__Radius__Control__FirstTimeout", "00:00:00.3"));
        await SetPortAsync(program, gateway.Port);
        await program.RadclientAsync("auth", "User-Name=alice,User-Password=wonderland");
        await program.RadclientAsync("acct", "User-Name=alice,Acct-Session-Id=c1,Acct-Status-Type=Start,Framed-IP-Address=10.1.2.3");

        // Until the changed port is known, another one is asked, where nobody is.
        var test = await program.DoAsync("node", "test", "demo");

        for (var tries = 0; test.ExitCode != 0 && tries < 30; tries++)
        {
            test = await program.DoAsync("node", "test", "demo");
        }

        Assert.Equal((0, ""), (test.ExitCode, test.Error));
        Assert.StartsWith("demo: it works: the gateway answered that it knows no such session", test.Output, StringComparison.Ordinal);

        var told = await program.DoAsync("session", "policy", "c1", "512k/2M", "--reason", "a test");
        Assert.Equal((0, ""), (told.ExitCode, told.Error));
        Assert.StartsWith("policy 512k/2M applies (", told.Output, StringComparison.Ordinal);
        await LoggedAsync(gateway, "Filter-Id = \"512k/2M\"");

        var done = await program.DoAsync("session", "disconnect", "c1", "--reason", "a test");
        Assert.Equal((0, ""), (done.ExitCode, done.Error));
        Assert.StartsWith("it ended the session (", done.Output, StringComparison.Ordinal);
        await LoggedAsync(gateway, "Framed-IP-Address = 10.1.2.3");
        Assert.DoesNotContain(gateway.Log, line => line.Contains("invalid", StringComparison.OrdinalIgnoreCase));

        var unknown = await program.DoAsync("session", "disconnect", "nobody's");
        Assert.Equal((1, "billing: id: \"nobody's\" is neither a session's id nor a gateway's name of a running session"), (unknown.ExitCode, unknown.Error.Trim()));
        var none = await program.DoAsync("node", "test", "nowhere");
        Assert.Equal((1, "billing: no gateway is called \"nowhere\": there are demo"), (none.ExitCode, none.Error.Trim()));

        await gateway.DisposeAsync();
        var silent = await program.DoAsync("node", "test", "demo", "--json");
        using var reply = JsonDocument.Parse(silent.Output);
        Assert.Equal((1, false, 4), (silent.ExitCode, reply.RootElement.GetProperty("isReachable").GetBoolean(), reply.RootElement.GetProperty("tries").GetInt32()));
        await program.AuditIsCleanAsync();
    }

    // What it writes comes by another way than its answer.
    private static Task LoggedAsync(FreeRadiusControl gateway, string words) => ThreeSilos.UntilAsync(
        () => Task.FromResult(gateway.Log.Any(line => line.Contains(words, StringComparison.Ordinal))), $"the gateway did not log {words}");

    private static async Task SetPortAsync(ProgramRun program, int port)
    {
        await using var source = NpgsqlDataSource.Create(await program.ConnectionStringAsync() + ";Pooling=false");
        await using var command = source.CreateCommand(string.Create(CultureInfo.InvariantCulture, $"update node set coa_port = {port}"));
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancel));
    }
}
