using Billing.Testing;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>SIP servers: calls by Start and Stop, URIs for numbers, Failed for what nobody answered; and parts of sessions.</summary>
public sealed class CallRecordTests(Stage stage)
{
    private const uint Failed = 15;
    private const uint Digium = 22736;
    private const uint FreeSwitch = 27880;

    private static readonly DateTimeOffset At = DateTimeOffset.UtcNow.AddMinutes(-30);

    [Theory]
    [InlineData("sip:12125550199@example.com;user=phone")]
    [InlineData("tel:12125550199")]
    [InlineData("12125550199")]
    public async Task A_call_lasts_from_its_Start_to_its_Stop(string called)
    {
        using var gateway = await stage.GatewayAsync("kamailio");
        var user = await stage.AccountAsync("Prepaid voice");

        await gateway.ReportAsync(Status.Start, $"{user}@example.com", "call-1", new() { EventAt = At, Called = called });
        await gateway.ReportAsync(Status.Stop, $"{user}@example.com", "call-1", new() { EventAt = At.AddSeconds(227), Called = called });

        var record = Assert.Single(await stage.Billing.XdrsAsync(user));
        Assert.Equal((227L, 0.38m, "1212"), (record.UsedUnits, record.Amount, record.Destination));
        await stage.AuditIsCleanAsync();
    }

    // As Kamailio 5.6 sends it where acc has no detect_direction=1.
    [Theory]
    [InlineData(false)] // the called party is nobody of ours
    [InlineData(true)]
    public async Task A_call_that_the_called_party_ends_is_the_callers(bool isOurs)
    {
        using var gateway = await stage.GatewayAsync("kamailio");
        var caller = await stage.AccountAsync("Prepaid voice");
        var callee = isOurs ? await stage.AccountAsync("Prepaid voice") : "12125550199";
        Usage end = new() { EventAt = At.AddSeconds(227), Called = $"sip:{caller}@example.com" };

        await gateway.ReportAsync(Status.Start, $"{caller}@example.com", $"ended-{caller}", new() { EventAt = At, Called = "sip:12125550199@example.com" });
        await gateway.ReportAsync(Status.Stop, $"{callee}@example.com", $"ended-{caller}", end);
        await gateway.ReportAsync(Status.Stop, $"{callee}@example.com", $"ended-{caller}", end with { DelaySeconds = 2 });

        var record = Assert.Single(await stage.Billing.XdrsAsync(caller));
        Assert.Equal((227L, 0.38m, "1212"), (record.UsedUnits, record.Amount, record.Destination));
        Assert.Equal(0, (await stage.Billing.BalanceAsync(caller)).OpenSessions);

        if (isOurs)
        {
            Assert.Empty(await stage.Billing.XdrsAsync(callee));
        }

        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Of_two_callers_who_make_up_one_Call_ID_each_pays()
    {
        using var gateway = await stage.GatewayAsync("kamailio");
        var (one, other) = (await stage.AccountAsync("Prepaid voice"), await stage.AccountAsync("Prepaid voice"));
        Usage begin = new() { EventAt = At, Called = "sip:12125550199@example.com" }, end = begin with { EventAt = At.AddSeconds(227) };

        await gateway.ReportAsync(Status.Start, $"{one}@example.com", $"made-up-{one}", begin);
        await gateway.ReportAsync(Status.Start, $"{other}@example.com", $"made-up-{one}", begin);
        await gateway.ReportAsync(Status.Stop, $"{one}@example.com", $"made-up-{one}", end);
        await gateway.ReportAsync(Status.Stop, $"{other}@example.com", $"made-up-{one}", end);

        Assert.Equal(0.38m, Assert.Single(await stage.Billing.XdrsAsync(one)).Amount);
        Assert.Equal(0.38m, Assert.Single(await stage.Billing.XdrsAsync(other)).Amount);
        await stage.AuditIsCleanAsync();
    }

    // Anybody may choose that Call-ID, and the caller asks under it again within the call.
    [Theory]
    [InlineData("caller")]
    [InlineData("other")]
    [InlineData("nobody")]
    public async Task What_fails_under_the_Call_ID_of_a_call_that_runs_does_not_end_it(string who)
    {
        using var gateway = await stage.GatewayAsync("kamailio");
        var (caller, other) = (await stage.AccountAsync("Prepaid voice"), await stage.AccountAsync("Prepaid voice"));
        Usage begin = new() { EventAt = At, Called = "sip:12125550199@example.com" }, fail = begin with { EventAt = At.AddSeconds(10) };
        var name = who switch { "caller" => caller, "other" => other, _ => "nobody-of-ours" };

        await gateway.ReportAsync(Status.Start, $"{caller}@example.com", $"busy-{caller}", begin);
        await gateway.ReportAsync(Failed, $"{name}@example.com", $"busy-{caller}", fail);
        await gateway.ReportAsync(Failed, $"{name}@example.com", $"busy-{caller}", fail with { DelaySeconds = 2 });
        Assert.Equal((1, 0), ((await stage.Billing.BalanceAsync(caller)).OpenSessions, (await stage.Billing.BalanceAsync(other)).OpenSessions));
        await gateway.ReportAsync(Status.Stop, $"{caller}@example.com", $"busy-{caller}", begin with { EventAt = At.AddSeconds(227) });

        Assert.Equal((227L, 0.38m), Assert.Single((await stage.Billing.XdrsAsync(caller)).Select(record => (record.UsedUnits, record.Amount))));
        Assert.Equal((0, 10m), ((await stage.Billing.BalanceAsync(caller)).OpenSessions, (await stage.Billing.BalanceAsync(other)).Posted));
        await stage.AuditIsCleanAsync();
    }

    // As where credentials or another codec are asked for: under the same Call-ID.
    [Theory]
    [InlineData("FFSE")]
    [InlineData("FSEF")]
    [InlineData("FES")]
    [InlineData("EFS")]
    [InlineData("SEF")]
    public async Task A_call_that_is_asked_for_again_is_charged_in_whatever_order_it_is_heard_of(string order)
    {
        using var gateway = await stage.GatewayAsync("kamailio");
        var user = await stage.AccountAsync("Prepaid voice");

        foreach (var letter in order + order)
        {
            var (status, second) = letter switch { 'F' => (Failed, 0), 'S' => (Status.Start, 2), _ => (Status.Stop, 229) };
            await gateway.ReportAsync(status, $"{user}@example.com", $"again-{user}", new() { EventAt = At.AddSeconds(second), Called = "sip:12125550199@example.com" });
        }

        Assert.Equal([227L], (await stage.Billing.XdrsAsync(user)).Select(record => record.UsedUnits).Where(used => used > 0));
        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((9.62m, 0m, 0), (balance.Posted, balance.Held, balance.OpenSessions));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_called_party_ends_the_call_that_they_were_called_in()
    {
        using var gateway = await stage.GatewayAsync("kamailio");
        var (one, other) = (await stage.AccountAsync("Prepaid voice"), await stage.AccountAsync("Prepaid voice"));
        var id = $"shared-{one}";
        await gateway.ReportAsync(Status.Start, $"{one}@example.com", id, new() { EventAt = At, Called = "sip:12125550199@example.com" });
        await gateway.ReportAsync(Status.Start, $"{other}@example.com", id, new() { EventAt = At.AddSeconds(90), Called = "sip:12125550177@example.com" });

        await gateway.ReportAsync(Status.Stop, "12125550166@example.com", id, new() { EventAt = At.AddSeconds(100), Called = $"sip:{other}@example.com" });
        Assert.Equal((1, 1), ((await stage.Billing.BalanceAsync(one)).OpenSessions, (await stage.Billing.BalanceAsync(other)).OpenSessions));
        await gateway.ReportAsync(Status.Stop, "12125550199@example.com", id, new() { EventAt = At.AddSeconds(120), Called = $"sip:{one}@example.com" });
        await gateway.ReportAsync(Status.Stop, "12125550177@example.com", id, new() { EventAt = At.AddSeconds(150), Called = $"sip:{other}@example.com" });

        Assert.Equal((120L, 0.20m), Assert.Single((await stage.Billing.XdrsAsync(one)).Select(record => (record.UsedUnits, record.Amount))));
        Assert.Equal((60L, 0.10m), Assert.Single((await stage.Billing.XdrsAsync(other)).Select(record => (record.UsedUnits, record.Amount))));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_call_that_nobody_answered_is_free_and_gives_its_hold_back()
    {
        using var gateway = await stage.GatewayAsync("kamailio");
        var user = await stage.AccountAsync("Prepaid voice");
        var accept = await gateway.LogInAsync(user, "sip:442071234567@example.com");
        Assert.True((await stage.Billing.BalanceAsync(user)).Held > 0);

        var report = new Usage { Called = "sip:442071234567@example.com", Class = accept.Find(Attributes.Class) };
        await gateway.ReportAsync(Failed, user, "call-2", report);
        await gateway.ReportAsync(Failed, user, "call-2", report);

        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((10m, 0m, 0), (balance.Posted, balance.Held, balance.OpenSessions));
        Assert.Equal(0m, Assert.Single(await stage.Billing.XdrsAsync(user)).Amount);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData(227, 0.38)]
    [InlineData(0, 0)] // nobody answered
    public async Task Asterisk_reports_a_call_once_with_its_seconds_in_its_own_attribute(int seconds, double amount)
    {
        using var gateway = await stage.GatewayAsync("asterisk");
        var user = await stage.AccountAsync("Prepaid voice");

        for (var copy = 0; copy < 2; copy++)
        {
            await gateway.ReportAsync(Status.Stop, "PJSIP/somebody-00000001", $"ast-{user}", new()
            {
                More = (ref writer) =>
                {
                    writer.AddString(new(Digium, 101), user);
                    writer.AddString(new(Digium, 102), "12125550100");
                    writer.AddString(new(Digium, 103), "12125550199");
                    writer.AddUInt32(new(Digium, 113), (uint)seconds + 12); // with the ringing
                    writer.AddUInt32(new(Digium, 114), (uint)seconds);
                    writer.AddString(new(Digium, 115), seconds > 0 ? "ANSWERED" : "NO ANSWER");
                },
            });
        }

        var record = Assert.Single(await stage.Billing.XdrsAsync(user));
        Assert.Equal(((long)seconds, (decimal)amount), (record.UsedUnits, record.Amount));
        Assert.Equal(10m - (decimal)amount, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task FreeSWITCH_reports_the_seconds_from_the_answer_on()
    {
        using var gateway = await stage.GatewayAsync("freeswitch");
        var user = await stage.AccountAsync("Prepaid voice");
        Usage call = new()
        {
            More = (ref writer) =>
            {
                writer.AddString(new(FreeSwitch, 4), "12125550100");
                writer.AddString(new(FreeSwitch, 5), "12125550199");
            },
        };

        await gateway.ReportAsync(Status.Start, user, $"fs-{user}", call);
        await gateway.ReportAsync(Status.Stop, user, $"fs-{user}", call with { Seconds = 227 });

        var record = Assert.Single(await stage.Billing.XdrsAsync(user));
        Assert.Equal((227L, 0.38m, "1212"), (record.UsedUnits, record.Amount, record.Destination));
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    //          profile      vendor, type   part             octets charged
    [InlineData("juniper", 4874u, 83u, "internet-gold")]
    [InlineData("cisco-isg", 9u, 251u, "Ninternet-gold")]
    [InlineData("cisco-isg", 9u, 1u, "parent-session-id=0000A1B2")]
    public async Task A_part_of_a_session_is_charged_with_the_whole(string profile, uint vendor, uint type, string part)
    {
        using var gateway = await stage.GatewayAsync(profile);
        var user = await stage.AccountAsync();
        var accept = await gateway.LogInAsync(user);
        var whole = new Usage(60, 0, 5_000_000) { Class = accept.Find(Attributes.Class) };
        var ofPart = whole with { Output = 4_000_000, More = (ref writer) => writer.AddString(new(vendor, type), part) };

        await gateway.ReportAsync(Status.Start, user, "whole:1", ofPart with { Output = 0 });
        await gateway.ReportAsync(Status.Start, user, "whole", whole with { Output = 0 });
        await gateway.ReportAsync(Status.Stop, user, "whole:1", ofPart);
        await gateway.ReportAsync(Status.Stop, user, "whole", whole);

        Assert.Equal((5_000_000L, 0.05m), Assert.Single((await stage.Billing.XdrsAsync(user)).Select(record => (record.UsedUnits, record.Amount))));
        await stage.AuditIsCleanAsync();
    }
}
