using System.Net;
using Billing.Host.Bench;
using Billing.Radius;

namespace Billing.Host.Tests.Bench;

public sealed class RadiusLoadTests : IDisposable
{
    private readonly LoadedServer _server = new();

    private RadiusLoadOptions Options => new(IPAddress.Loopback, _server.AuthPort, _server.AcctPort, "testing123")
    {
        Duration = TimeSpan.FromMilliseconds(300),
        WarmUp = TimeSpan.Zero,
        InFlight = 4,
        Gateways = 2,
        Interims = 2,
        OctetsPerInterim = 3_000_000_000,
        RetransmitAfter = TimeSpan.FromSeconds(15), // what a server answers is not asked for again because the machine was busy
    };

    /// <summary>Long enough for each place to begin a session or two.</summary>
    private RadiusLoadOptions Brief => Impatient with { Duration = TimeSpan.FromMilliseconds(20) };

    /// <summary>For a server that does not answer some of it: what it does answer comes within this time on a busy machine, too.</summary>
    private RadiusLoadOptions Impatient => Options with { RetransmitAfter = TimeSpan.FromSeconds(2) };

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_session_logs_in_and_reports_growing_totals_under_one_name()
    {
        var result = await Play(Options with { InFlight = 1, Gateways = 1 });

        var first = _server.Packets.Take(5).ToArray();
        Assert.Equal(RadiusCode.AccessRequest, first[0].Code);
        Assert.Null(Value(first[0].Attributes, "Acct-Session-Id"));
        Assert.Equal(
            ["Start", "Interim-Update", "Interim-Update", "Stop"],
            first[1..].Select(packet => Value(packet.Attributes, "Acct-Status-Type")));
        Assert.All(first[1..], packet => Assert.Equal("0x746f6b656e", Value(packet.Attributes, "Class")));
        Assert.Single(first[1..].Select(packet => Value(packet.Attributes, "Acct-Session-Id")).Distinct());
        Assert.Equal(
            [3_000_000_000, 6_000_000_000, 9_000_000_000],
            first[2..].Select(packet => (long)Octets(packet.Attributes)));

        Assert.Equal(result.SessionsBegun, result.SessionsEnded);
        Assert.All(result.Sessions, session => Assert.Equal(
            (SessionEnd.Acknowledged, 9_000_000_000ul), (session.End, session.AcknowledgedOctets)));
        Assert.Equal(_server.Packets.Count, result.Sent);
        Assert.Equal((0, 0, 0), (result.WrongAuthenticators, result.Losses, result.Retransmissions));
    }

    [Fact]
    public async Task A_repeated_login_is_the_same_packet_and_a_repeated_report_another_one()
    {
        var answer = _server.Answer;
        _server.Answer = (code, number) => number is 1 or 3 ? null : answer(code, number);

        var result = await Play(Brief with { InFlight = 1, Gateways = 1 });

        var packets = _server.Packets.ToArray();
        Assert.Equal(packets[0].Attributes, packets[1].Attributes);
        Assert.Equal(packets[0].Identifier, packets[1].Identifier);
        Assert.Equal(
            ["0", "3"], packets[2..4].Select(packet => Value(packet.Attributes, "Acct-Delay-Time")));
        Assert.NotEqual(packets[2].Identifier, packets[3].Identifier);
        Assert.Equal(
            Without(packets[2].Attributes, "Acct-Delay-Time"), Without(packets[3].Attributes, "Acct-Delay-Time"));
        Assert.Equal((2, 0), (result.Retransmissions, result.Losses));
    }

    [Fact]
    public async Task A_stop_that_nobody_acknowledges_is_told()
    {
        _server.Answer = (_, _) => Value(_server.Packets.Last().Attributes, "Acct-Status-Type") == "Stop"
            ? null
            : RadiusCode.AccountingResponse;

        var result = await Play(Brief with { Mode = RadiusLoadMode.Accounting, MaxTries = 2 });

        Assert.Equal(result.SessionsBegun, result.Losses);
        Assert.All(result.Sessions, session => Assert.Equal(
            (SessionEnd.Unacknowledged, 9_000_000_000ul, 6_000_000_000ul),
            (session.End, session.TotalOctets, session.AcknowledgedOctets)));
    }

    [Fact]
    public async Task Forged_answers_are_counted_and_not_believed()
    {
        _server.Forges = true;

        var result = await Play(Brief with { Mode = RadiusLoadMode.Auth, MaxTries = 2 });

        Assert.Equal(0, result.Accepts);
        Assert.Equal(result.Sent, result.WrongAuthenticators);
        Assert.Equal(result.SessionsBegun, result.Losses);
    }

    [Fact]
    public async Task Rejects_end_the_session()
    {
        _server.Answer = (_, _) => RadiusCode.AccessReject;

        var result = await Play(Options);

        Assert.Equal((0, result.SessionsBegun), (result.Accepts, result.Rejects));
        Assert.Empty(result.Sessions);
    }

    [Fact]
    public async Task An_open_loop_keeps_its_rate_and_counts_the_wait_for_a_slow_server()
    {
        using var ending = new CancellationTokenSource();
        var answer = _server.Answer;
        _server.Answer = (code, number) =>
        {
            if (number == 20)
            {
                Thread.Sleep(400);
            }
            else if (number == 100)
            {
                ending.Cancel();
            }

            return answer(code, number);
        };

        var result = await Play(Options with
        {
            Mode = RadiusLoadMode.Auth,
            Rate = 50,
            InFlight = 1,
            Duration = TimeSpan.FromDays(1),
            Ending = ending.Token,
        });

        // The hundredth was due after 99 times 20 ms, and is late by no more than the longest wait: on any machine, however busy.
        var lastDue = TimeSpan.FromMilliseconds(99 * 20);
        Assert.Equal(100, result.Measured);
        Assert.InRange(result.MeasuredTime, lastDue, lastDue + result.AccessLatency.Maximum + TimeSpan.FromMilliseconds(1));

        // While one request waited, some twenty were due: the pause is theirs too.
        Assert.True(result.AccessLatency.Quantile(0.9) >= TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task A_port_where_nobody_listens_costs_tries_only()
    {
        var options = Options with { MaxTries = 3, Duration = TimeSpan.FromMilliseconds(50), RetransmitAfter = TimeSpan.FromMilliseconds(200) };
        _server.Dispose();

        var result = await Play(options);

        Assert.Equal((0, 4, 12), (result.Accepts, result.Losses, result.Sent));
        Assert.True(result.Refusals > 0);
    }

    [Fact]
    public async Task What_a_silent_server_does_not_answer_is_asked_of_the_next_one()
    {
        using var second = new LoadedServer();
        _server.Answer = (_, _) => null;

        var result = await Play(Impatient with
        {
            Others = [new(IPAddress.Loopback, second.AuthPort, second.AcctPort)],
            Gateways = 1,
            InFlight = 2,
            TriesPerServer = 2,
            DeadTime = TimeSpan.FromMinutes(1),
        });

        Assert.Equal((0, 0), (result.Losses, result.WrongAuthenticators));
        Assert.Equal(result.SessionsBegun, result.SessionsEnded);
        Assert.Equal((2, 2), (result.Failovers, result.Retransmissions - result.Failovers));
        Assert.Equal(4, _server.Packets.Count); // each of the two asked twice, and from then on nobody
    }

    [Fact]
    public async Task Gateways_have_each_their_own_primary()
    {
        using var second = new LoadedServer();

        await Play(Options with { Others = [new(IPAddress.Loopback, second.AuthPort, second.AcctPort)] });

        string?[] gateways = [.. new[] { _server, second }.Select(server => Assert.Single(server.Packets.Select(packet => Value(packet.Attributes, "NAS-Identifier")).Distinct()))];
        Assert.Equal(["\"bench-01\"", "\"bench-02\""], gateways);
    }

    [Fact]
    public async Task A_run_can_be_ended_in_good_order()
    {
        using var ending = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        var result = await Play(Options with { Duration = TimeSpan.FromDays(1), Ending = ending.Token });

        Assert.Equal(result.SessionsBegun, result.SessionsEnded);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(385, 1)]
    [InlineData(1, 0)]
    public async Task What_cannot_be_played_is_refused(int inFlight, int accounts) =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => Play(Options with { InFlight = inFlight, Accounts = accounts }));

    private static Task<RadiusLoadResult> Play(RadiusLoadOptions options) =>
        RadiusLoad.RunAsync(options, progress: null, TestContext.Current.CancellationToken);

    private static string? Value(string[] lines, string name) =>
        lines.SingleOrDefault(line => line.StartsWith(name + " = ", StringComparison.Ordinal))?[(name.Length + 3)..];

    private static string[] Without(string[] lines, string name) =>
        [.. lines.Where(line => !line.StartsWith(name, StringComparison.Ordinal))];

    private static ulong Octets(string[] lines) =>
        Number(lines, "Acct-Input-Octets") + Number(lines, "Acct-Output-Octets")
        + ((Number(lines, "Acct-Input-Gigawords") + Number(lines, "Acct-Output-Gigawords")) << 32);

    private static ulong Number(string[] lines, string name) =>
        ulong.Parse(Value(lines, name)!, System.Globalization.CultureInfo.InvariantCulture);
}
