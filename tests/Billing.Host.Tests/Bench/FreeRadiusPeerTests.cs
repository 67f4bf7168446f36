using System.Diagnostics;
using Billing.Host.Bench;
using Billing.Testing;
using Npgsql;

namespace Billing.Host.Tests.Bench;

public sealed class FreeRadiusPeerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="logins">Rows about logins: the package writes one for each answer.</param>
    [Theory]
    [InlineData(true, "Access-Accept Access-Reject")]
    [InlineData(false, "")]
    public async Task The_peer_authenticates_and_accounts_in_PostgreSQL(bool isAsPackaged, string logins)
    {
        Assert.SkipWhen(FreeRadiusPeer.WhatIsMissing() is not null, FreeRadiusPeer.WhatIsMissing() ?? "");
        await using var peer = new FreeRadiusPeer(new()
        {
            Folder = Path.Combine(Path.GetTempPath(), "billing-peer-" + Guid.NewGuid().ToString("N")[..8]),
            AuthPort = FreePort.Udp(),
            AcctPort = FreePort.Udp(),
            Users = 100,
            IsAsPackaged = isAsPackaged,
        });
        await peer.StartAsync(Cancel);

        Assert.Contains("Access-Accept", await AskAsync(peer.AuthPort, "auth", Login("pass000099")), Has);
        Assert.Contains("Access-Reject", await AskAsync(peer.AuthPort, "auth", Login("pass000098")), Has);
        Assert.Contains("Accounting-Response", await AskAsync(peer.AcctPort, "acct", Usage("Start", 0)), Has);
        Assert.Contains("Accounting-Response", await AskAsync(peer.AcctPort, "acct", Usage("Interim-Update", 120)), Has);
        Assert.Contains("Accounting-Response", await AskAsync(peer.AcctPort, "acct", Usage("Stop", 250)), Has);

        await using var source = NpgsqlDataSource.Create(peer.ConnectionString + ";Pooling=false");
        await using var rows = source.CreateCommand(
            "select username || ' ' || acctoutputoctets || ' ' || (acctstoptime is not null) from radacct");
        Assert.Equal("user000099 250 true", await rows.ExecuteScalarAsync(Cancel));
        await using var answered = source.CreateCommand("select coalesce(string_agg(reply, ' ' order by id), '') from radpostauth");
        Assert.Equal(logins, await answered.ExecuteScalarAsync(Cancel));
    }

    private const StringComparison Has = StringComparison.Ordinal;

    private static string Login(string password) => $"User-Name=user000099,User-Password={password}";

    private static string Usage(string status, int octets) =>
        $"User-Name=user000099,Acct-Session-Id=one,Acct-Status-Type={status},Acct-Output-Octets={octets}";

    private static async Task<string> AskAsync(int port, string kind, string attributes)
    {
        using var radclient = Process.Start(
            new ProcessStartInfo("radclient", ["-x", "-r", "1", $"127.0.0.1:{port}", kind, "testing123"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        await radclient.StandardInput.WriteLineAsync(attributes);
        radclient.StandardInput.Close();

        return await radclient.StandardOutput.ReadToEndAsync(Cancel);
    }
}
