using System.Net;
using Billing.Contracts.Sessions;
using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>An administrator ends a session: what the gateway is sent, what it may answer, what is recorded (RFC 5176).</summary>
public sealed class DisconnectTests(Stage stage)
{
    private static readonly DisconnectOrder Click = new("click-1", "admin", "testing");

    [Fact]
    public async Task The_request_names_the_session_and_proves_who_asks()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync();
        var session = await nas.StartAsync(user, "d1", new()
        {
            More = (ref writer) =>
            {
                writer.AddIPv4(Attributes.FramedIpAddress, IPAddress.Parse("10.9.8.7"));
            },
        });

        var reply = await nas.Control(session).DisconnectAsync(Click);

        Assert.Equal((ControlOutcome.Acknowledged, "it ended the session", false), (reply.Outcome, reply.Words, reply.WasDoneBefore));
        await nas.Port.HaveComeAsync(reply.Tries);
        var request = Assert.Single(await nas.RequestsAsync(1));
        Assert.Equal(RadiusCode.DisconnectRequest, request.Code);
        Assert.Equal(("d1", user), (request.Text(Attributes.AcctSessionId), request.Text(Attributes.UserName)));
        Assert.Equal([10, 9, 8, 7], request.Find(Attributes.FramedIpAddress)!);
        Assert.Equal(nas.Port.Local.Address.GetAddressBytes(), request.Find(Attributes.NasIpAddress)!);
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - request.Number(Attributes.EventTimestamp)!.Value, 0, 60);

        // The money is the Stop's business.
        Assert.Equal("running", await StateAsync(session));
        await nas.Gateway.ReportAsync(Status.Stop, user, "d1", new(10, 0, 1_000_000));
        Assert.Equal("ended", await StateAsync(session));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task The_request_says_the_users_name_as_the_gateway_sent_it()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "kamailio"); // its profile makes an account of what stands before the realm
        var user = await stage.AccountAsync("Prepaid voice");
        var session = await nas.StartAsync($"{user}@example.com", "realm-1", called: "12125550199");

        await nas.Control(session).DisconnectAsync(Click);

        var request = Assert.Single(await nas.RequestsAsync(1));
        Assert.Equal(("realm-1", $"{user}@example.com"), (request.Text(Attributes.AcctSessionId), request.Text(Attributes.UserName)));
        await nas.Gateway.ReportAsync(Status.Stop, $"{user}@example.com", "realm-1", new(10) { Called = "12125550199" });
        await stage.AuditIsCleanAsync();
    }

    // The name outside of a tunnel of EAP: who is in there, the access point never learns.
    [Fact]
    public async Task The_request_says_the_name_that_the_gateway_accounts_under_and_not_that_of_the_login()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "generic");
        var accept = await nas.Gateway.LogInAsync(await stage.AccountAsync());
        var token = new Usage(60, 0, 1_000_000) { Class = accept.Find(Attributes.Class) };
        await nas.Gateway.ReportAsync(Status.Start, "anonymous", "outer-1", token with { Seconds = null, Output = null });
        await nas.Gateway.ReportAsync(Status.Interim, "anonymous", "outer-1", token);

        await nas.Control(await nas.SessionAsync("outer-1")).DisconnectAsync(Click);

        Assert.Equal("anonymous", Assert.Single(await nas.RequestsAsync(1)).Text(Attributes.UserName));
        await nas.Gateway.ReportAsync(Status.Stop, "anonymous", "outer-1", token);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task What_was_asked_and_answered_is_recorded()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync();
        var session = await nas.StartAsync(user, "r1");
        nas.Port.Answers = (_, request) => [nas.Port.Nak(request, 504)];

        await nas.Control(session).DisconnectAsync(Click);

        var record = Assert.Single(await nas.RecordsAsync(session));
        Assert.Equal(
            (session, user, nas.Gateway.Name, "r1", ControlKind.Disconnect, "admin", "testing", ControlOutcome.Refused, 504),
            (record.SessionId, record.Account, record.Gateway, record.AcctSessionId, record.Kind, record.By, record.Reason, record.Outcome, record.ErrorCause));
        await nas.Port.HaveComeAsync(record.Tries);
        Assert.Equal("the gateway knows the session and cannot end it (504 Session-Context-Not-Removable)", record.Answer);
        Assert.True(record.AnsweredAt >= record.AskedAt);
    }

    [Theory]
    [InlineData(503u, "the gateway knows no such session (503 Session-Context-Not-Found)")]
    [InlineData(401u, "the gateway does not understand an attribute of the request: its profile does not fit (401 Unsupported-Attribute)")]
    [InlineData(999u, "the gateway refused with Error-Cause 999")]
    [InlineData(null, "the gateway refused, and did not say why")]
    public async Task A_refusal_is_told_in_words(uint? cause, string words)
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var session = await nas.StartAsync(await stage.AccountAsync(), "n1");
        nas.Port.Answers = (_, request) => [nas.Port.Nak(request, cause)];

        var reply = await nas.Control(session).DisconnectAsync(Click);

        Assert.Equal((ControlOutcome.Refused, words, (int?)cause), (reply.Outcome, reply.Words, reply.ErrorCause));
        Assert.Equal(1, stage.Count(nas.Gateway, Outcome.ControlRefused));
    }

    [Fact]
    public async Task What_is_lost_is_sent_again_as_it_was()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var session = await nas.StartAsync(await stage.AccountAsync(), "l1");
        nas.Port.Answers = (count, request) => count < 3 ? [] : [nas.Port.Ack(request)];

        var reply = await nas.Control(session).DisconnectAsync(Click);

        Assert.Equal(ControlOutcome.Acknowledged, reply.Outcome);
        await nas.Port.HaveComeAsync(reply.Tries);
        var requests = nas.Port.Requests.ToArray();
        Assert.Equal(3, requests.Length);
        Assert.All(requests, request => Assert.Equal(requests[0], request));
    }

    [Fact]
    public async Task A_gateway_that_says_nothing_is_given_up_and_that_is_said()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var session = await nas.StartAsync(await stage.AccountAsync(), "g1");
        nas.Port.Answers = (_, _) => [];

        var reply = await nas.Control(session).DisconnectAsync(Click);

        Assert.Equal((ControlOutcome.NoAnswer, 4), (reply.Outcome, reply.Tries));
        Assert.StartsWith($"no answer from {nas.Port.Local} within ", reply.Words, StringComparison.Ordinal);
        Assert.Equal(4, nas.Port.Requests.Count);
        Assert.Equal(1, stage.Count(nas.Gateway, Outcome.ControlUnanswered));
    }

    [Fact]
    public async Task What_is_signed_with_another_secret_is_no_answer()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var session = await nas.StartAsync(await stage.AccountAsync(), "s1");
        nas.Port.Answers = (_, request) => [nas.Port.Answer(request, 41, [], "another")];

        var reply = await nas.Control(session).DisconnectAsync(Click);

        Assert.Equal(ControlOutcome.NoAnswer, reply.Outcome);
        Assert.EndsWith("something came that is not signed with our secret", reply.Words, StringComparison.Ordinal);
        Assert.Equal(4, stage.Count(nas.Gateway, Outcome.ControlStray));
    }

    [Fact]
    public async Task Wrong_answers_before_the_right_one_change_nothing()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        nas.Port.IsAnsweredOnce = true;
        var session = await nas.StartAsync(await stage.AccountAsync(), "w1");
        nas.Port.Answers = (_, request) =>
        [
            nas.Port.Answer(request, 41, [], "another"), // another secret
            nas.Port.Answer(request, 44, []), // to a CoA-Request
            nas.Port.Ack(Changed(request, 1, 1)), // to another identifier
            nas.Port.Ack(Changed(request, 9, 1)), // to an earlier request with the same identifier
            nas.Port.Ack(request)[..19], // cut
            nas.Port.Nak(request, 503),
        ];

        var reply = await nas.Control(session).DisconnectAsync(Click);

        Assert.Equal((ControlOutcome.Refused, 503), (reply.Outcome, reply.ErrorCause));
        await nas.Port.HaveComeAsync(reply.Tries);
        await Eventually.IsAsync(() => stage.Count(nas.Gateway, Outcome.ControlStray) == 5, "five strays");

        static byte[] Changed(byte[] request, int at, byte by)
        {
            var changed = request.ToArray();
            changed[at] += by;

            return changed;
        }
    }

    [Fact]
    public async Task An_answer_that_comes_after_all_is_no_answer_to_the_next_request()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync();
        var session = await nas.StartAsync(user, "a1");
        var late = Array.Empty<byte>();
        nas.Port.Answers = (count, request) =>
        {
            late = count == 1 ? nas.Port.Ack(request) : late;

            return count <= 4 ? [] : [late, nas.Port.Nak(request, 506)];
        };

        Assert.Equal(ControlOutcome.NoAnswer, (await nas.Control(session).DisconnectAsync(Click)).Outcome);
        var reply = await nas.Control(session).DisconnectAsync(Click with { Cause = "click-2" });

        Assert.Equal((ControlOutcome.Refused, 506), (reply.Outcome, reply.ErrorCause));
    }

    [Fact]
    public async Task One_cause_is_told_once_however_often_and_fast_it_is_asked()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var session = await nas.StartAsync(await stage.AccountAsync(), "o1");

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => nas.Control(session).DisconnectAsync(Click)));
        var again = await nas.Control(session).DisconnectAsync(Click);

        Assert.All(replies.Append(again), reply => Assert.Equal((ControlOutcome.Acknowledged, "it ended the session"), (reply.Outcome, reply.Words)));
        Assert.Single(replies, reply => !reply.WasDoneBefore);
        Assert.True(again.WasDoneBefore);
        await nas.RequestsAsync(1);
    }

    [Fact]
    public async Task What_cannot_be_told_is_said_and_not_sent()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var user = await stage.AccountAsync();
        var session = await nas.StartAsync(user, "c1");

        Assert.Equal("there is no such session", (await nas.Control(Guid.CreateVersion7()).DisconnectAsync(Click)).Words);
        Assert.Equal("cause: expected 1 to 100 characters", (await nas.Control(session).DisconnectAsync(Click with { Cause = "" })).Words);

        await nas.SetAsync("coa_enabled", false, view => !view.CoaEnabled);
        var off = await nas.Control(session).DisconnectAsync(Click with { Cause = "off" });
        Assert.Equal((ControlOutcome.NotSent, "this gateway is not to be sent such requests: its CoA is off"), (off.Outcome, off.Words));
        await nas.SetAsync("coa_enabled", true, view => view.CoaEnabled);

        await nas.Gateway.ReportAsync(Status.Stop, user, "c1", new(10, 0, 0));
        var over = await nas.Control(session).DisconnectAsync(Click with { Cause = "over" });
        Assert.Equal((ControlOutcome.NotSent, "the session has ended"), (over.Outcome, over.Words));
        Assert.Empty(nas.Port.Requests);
    }

    [Fact]
    public async Task A_gateway_that_is_a_network_needs_an_address_for_it()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var session = await nas.StartAsync(await stage.AccountAsync(), "m1");
        var address = nas.Port.Local.Address;
        var octets = address.GetAddressBytes();
        octets[3] &= 0xfe;
        await nas.SetAsync("address", new IPNetwork(new(octets), 31), view => view.Address.PrefixLength == 31);

        var unknown = await nas.Control(session).DisconnectAsync(Click);
        await nas.SetAsync("coa_address", address, view => view.CoaAddress is not null);
        var known = await nas.Control(session).DisconnectAsync(Click with { Cause = "click-2" });

        Assert.EndsWith("it needs a CoA address", unknown.Words, StringComparison.Ordinal);
        Assert.Equal(ControlOutcome.Acknowledged, known.Outcome);
    }

    private async Task<string> StateAsync(Guid session) => await stage.QueryAsync<int>("select state from session where session_id = $1", session) switch
    {
        2 => "running",
        3 => "ended",
        var other => $"{other}",
    };
}
