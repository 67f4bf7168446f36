using Billing.Radius.Server.Nodes;
using Billing.Testing;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>RFC 2866 3, 4.1: every report that is the gateway's own is recorded and answered, whatever it says.</summary>
public sealed class AnswerTests(Stage stage)
{
    [Fact]
    public async Task A_report_that_is_not_the_gateways_own_gets_no_answer()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var packet = gateway.Accounting(Status.Stop, user, "w1", new Usage(60, 0, 9_000_000).Write);
        packet[^1] ^= 1;

        await stage.RefusesAsync(gateway, packet, atAuth: false, Outcome.BadAuthenticator);
        Assert.Equal(10m, (await stage.Billing.BalanceAsync(user)).Posted);
        Assert.Empty(await stage.Billing.XdrsAsync(user));
    }

    [Theory]
    [InlineData(Status.On)]
    [InlineData(Status.Off)]
    [InlineData(9u)] // tunnels and their links, RFC 2867
    [InlineData(10u)]
    [InlineData(11u)]
    [InlineData(12u)]
    [InlineData(13u)]
    [InlineData(14u)]
    [InlineData(15u)] // failed
    [InlineData(0u)]
    [InlineData(99u)]
    [InlineData(uint.MaxValue)]
    public async Task A_report_that_concerns_no_session_is_answered(uint status)
    {
        using var gateway = await stage.GatewayAsync();

        await gateway.ReportAsync(status, "", "");
        await gateway.ReportAsync(status, "alice", "n1");
    }

    // As of a gateway that another installation served before, or from before a copy of the database was put back.
    [Theory]
    [InlineData(0L)]
    [InlineData(999_999_999L)]
    public async Task A_class_of_a_balance_that_is_not_there_leaves_it_to_the_name(long balanceId)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var foreign = new byte[Token.Length];
        new Token(Guid.CreateVersion7(), balanceId).Write(foreign);

        await gateway.ReportAsync(Status.Start, user, "f1", new() { Class = foreign });
        await gateway.ReportAsync(Status.Stop, user, "f1", new(60, 0, 100_000_000) { Class = foreign });

        Assert.Equal(9m, (await stage.Billing.BalanceAsync(user)).Posted);
        Assert.Equal(1m, Assert.Single(await stage.Billing.XdrsAsync(user)).Amount);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_report_that_says_nothing_is_answered()
    {
        using var gateway = await stage.GatewayAsync();

        var answer = await gateway.AskAcctAsync(gateway.Request(RadiusCode.AccountingRequest, (ref _) => { }));

        Assert.Equal(RadiusCode.AccountingResponse, answer?.Code);
    }

    [Theory]
    //          name   session
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_report_without_a_name_or_a_session_is_answered(bool hasName, bool hasSession)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();

        foreach (var status in new[] { Status.Start, Status.Interim, Status.Stop })
        {
            var answer = await gateway.AskAcctAsync(gateway.Request(RadiusCode.AccountingRequest, (ref writer) =>
            {
                writer.AddUInt32(Attributes.AcctStatusType, status);

                if (hasName)
                {
                    writer.AddString(Attributes.UserName, user);
                }

                if (hasSession)
                {
                    writer.AddString(Attributes.AcctSessionId, "m1");
                }

                new Usage(60, 0, 1_000_000).Write(ref writer);
            }));
            Assert.Equal(RadiusCode.AccountingResponse, answer?.Code);
        }

        Assert.Equal(hasName ? 9.99m : 10m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_stop_without_a_name_ends_the_session_that_has_its_number()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        await gateway.ReportAsync(Status.Start, user, "m2");

        await gateway.ReportAsync(Status.Stop, "", "m2", new(60, 0, 3_000_000));

        Assert.Equal(9.97m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Usage_of_nobody_is_kept_and_answered_however_often_it_comes()
    {
        using var gateway = await stage.GatewayAsync();

        for (var i = 1; i <= 3; i++)
        {
            await gateway.ReportAsync(Status.Interim, "stranger", "s1", new(60 * i, 0, 1_000_000 * i));
        }

        Assert.Equal(3_000_000, await stage.QueryAsync<long>("""
            select u.output_octets from suspense_usage u join node using (node_id) where name = $1 and user_name = 'stranger'
            """, gateway.Name));
        Assert.Equal(3, stage.Count(gateway, Outcome.Accounted));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_stop_that_comes_again_and_again_is_answered_and_charged_once()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();

        for (var i = 0; i < 10; i++)
        {
            await gateway.ReportAsync(Status.Stop, user, "r1", new(60, 0, 1_000_000) { DelaySeconds = (uint)i });
        }

        Assert.Equal(9.99m, (await stage.Billing.BalanceAsync(user)).Posted);
        Assert.Single(await stage.Billing.XdrsAsync(user));
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData(Status.On)]
    [InlineData(Status.Off)]
    public async Task A_restart_ends_the_gateways_sessions_at_its_time_and_no_others(uint status)
    {
        using var gateway = await stage.GatewayAsync();
        using var other = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var began = DateTimeOffset.UtcNow.AddSeconds(-100);
        Usage usage = new(40, 0, 3_000_000) { EventAt = began.AddSeconds(40) };
        await gateway.ReportAsync(Status.Interim, user, "z1", usage);
        await gateway.ReportAsync(Status.Interim, user, "z2", usage);
        await other.ReportAsync(Status.Interim, user, "z1", usage);
        var restart = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

        await gateway.ReportAsync(status, "", "", new() { EventAt = restart });

        var records = await stage.Billing.XdrsAsync(user);
        Assert.Equal(["z1", "z2"], records.Select(record => record.AcctSessionId).Order());
        Assert.All(records, record => Assert.Equal((restart, "NAS-Reboot", 0.03m), (record.EndedAt, record.TerminateCause, record.Amount)));
        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((9.94m, 1, 0.03m), (balance.Posted, balance.OpenSessions, balance.Unsettled));
        await gateway.ReportAsync(status, "", "", new() { EventAt = restart });
        Assert.Equal(9.94m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // by NAS-Identifier
    public async Task A_restart_of_one_of_several_that_are_configured_as_one_gateway_ends_its_own_sessions_only(bool saysAddress)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var ours = (await gateway.AuthenticateAsync(user, "secret", Says(2)))!.Find(Attributes.Class);
        await gateway.ReportAsync(Status.Interim, user, "n1", new(40, 0, 3_000_000) { More = Says(1) }); // not that login's
        await gateway.ReportAsync(Status.Interim, user, "n2", new(40, 0, 3_000_000) { Class = ours }); // its login said it
        await gateway.ReportAsync(Status.Interim, user, "n3", new(40, 0, 3_000_000) { More = Says(2) });

        await gateway.ReportAsync(Status.On, "", "", new() { More = Says(3) });
        Assert.Equal(3, (await stage.Billing.BalanceAsync(user)).OpenSessions);
        await gateway.ReportAsync(Status.On, "", "", new() { More = Says(1) });
        Assert.Equal("n1", Assert.Single(await stage.Billing.XdrsAsync(user)).AcctSessionId);
        Assert.Equal(2, (await stage.Billing.BalanceAsync(user)).OpenSessions);
        await gateway.ReportAsync(Status.Off, "", "", new() { More = Says(2) });

        Assert.Equal((9.91m, 0), await stage.Billing.BalanceAsync(user) is var balance ? (balance.Posted, balance.OpenSessions) : default);
        await stage.AuditIsCleanAsync();

        // By way of a proxy, which says so.
        TestGateway.Fill Says(byte number) => (ref writer) =>
        {
            writer.Add(Attributes.ProxyState, [7]);

            if (saysAddress)
            {
                writer.Add(Attributes.NasIpAddress, [192, 0, 2, number]);
                writer.AddString(Attributes.NasIdentifier, "as it came");
            }
            else
            {
                writer.AddString(Attributes.NasIdentifier, $"edge {number}");
            }
        };
    }

    [Fact]
    public async Task A_gateway_that_is_alone_at_its_address_is_itself_whatever_it_calls_itself()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        await gateway.AuthenticateAsync(user, "secret", Says("login"));

        await gateway.ReportAsync(Status.Interim, user, "s1", new(40, 0, 3_000_000) { More = Says("accounts") }); // takes that login's hold
        Assert.Equal(1, (await stage.Billing.BalanceAsync(user)).OpenSessions);
        await gateway.ReportAsync(Status.On, "", "", new() { More = Says("renamed") });

        Assert.Equal((9.97m, 0), await stage.Billing.BalanceAsync(user) is var balance ? (balance.Posted, balance.OpenSessions) : default);
        await stage.AuditIsCleanAsync();

        static TestGateway.Fill Says(string name) => (ref writer) => writer.AddString(Attributes.NasIdentifier, name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // the Stop comes by another server, as a report without our Class
    public async Task Stops_and_reports_that_race_with_their_gateways_restart_are_charged_once_and_whole(bool hasClass)
    {
        using var gateway = await stage.GatewayAsync();
        var sockets = Enumerable.Range(0, 12).Select(_ => stage.Another(gateway)).ToArray();
        var lines = new List<(string User, string Id, byte[]? Class)>();

        for (var i = 0; i < sockets.Length; i++)
        {
            var user = await stage.AccountAsync();
            var ours = hasClass ? (await gateway.LogInAsync(user)).Find(Attributes.Class) : null;
            await gateway.ReportAsync(Status.Interim, user, $"y{i}", new(60, 0, 10_000_000) { Class = ours });
            lines.Add((user, $"y{i}", ours));
        }

        var stops = lines.Select(async (line, i) =>
        {
            var usage = new Usage(90, 0, 20_000_000) { Class = line.Class };

            if (i % 2 == 1)
            {
                await sockets[i].ReportUntilAnsweredAsync(Status.Interim, line.User, line.Id, usage);
            }

            await sockets[i].ReportUntilAnsweredAsync(Status.Stop, line.User, line.Id, usage);
        });
        await Task.WhenAll(stops.Append(gateway.ReportUntilAnsweredAsync(Status.On, "", "", new())).Append(
            stage.Another(gateway).ReportUntilAnsweredAsync(Status.Off, "", "", new())));

        foreach (var (user, _, _) in lines)
        {
            var balance = await stage.Billing.BalanceAsync(user);
            Assert.Equal((9.80m, 9.80m, 0), (balance.Posted, balance.Available, balance.OpenSessions));
        }

        await stage.AuditIsCleanAsync();
        Array.ForEach(sockets, socket => socket.Dispose());
    }

    [Fact]
    public async Task A_hold_that_never_started_is_given_back_when_the_gateway_restarts()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        await gateway.LogInAsync(user);
        Assert.Equal(9.50m, (await stage.Billing.BalanceAsync(user)).Available);

        await gateway.ReportAsync(Status.On, "", "");

        Assert.Equal((10m, 0m), ((await stage.Billing.BalanceAsync(user)).Available, (await stage.Billing.BalanceAsync(user)).Held));
        Assert.Empty(await stage.Billing.XdrsAsync(user));
        await stage.AuditIsCleanAsync();
    }
}
