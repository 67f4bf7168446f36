using System.CommandLine;
using System.Text;
using Billing.Contracts.Records;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>session list</c>, <c>session disconnect</c>, <c>session policy</c>.</summary>
internal static class SessionVerb
{
    private static readonly string[] Columns =
        ["account", "service", "state", "gateway", "its id", "called", "started", ">used", ">granted", ">charged", ">held"];

    public static Command Create()
    {
        var account = new Option<string?>("--account") { Description = "Only this account's sessions." };
        var all = new Option<bool>("--all") { Description = "Ended sessions too." };
        var limit = Reading.LimitOption();
        var json = Reading.JsonOption();
        var list = new Command("list", "List sessions, newest first.") { account, all, limit, json };
        list.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var accountId = parsed.GetValue(account) is { } alias ? (await services.AccountAsync(alias, cancellation)).AccountId : (long?)null;
                var sessions = await services.GetRequiredService<IRecordQuery>()
                    .SessionsAsync(accountId, openOnly: !parsed.GetValue(all), parsed.GetValue(limit), cancellation);

                Show.Either(parsed.GetValue(json), sessions, () => Print(sessions, "no session"));
            },
            cancellation));

        return new("session", "Sessions.") { list, Disconnect(), ChangePolicy() };
    }

    private static Command Disconnect()
    {
        var (id, reason, json) = (Id(), Reason(), Reading.JsonOption());
        var disconnect = new Command("disconnect", "Ask the gateway to end a session (RFC 5176), and tell what it says.") { id, reason, json };
        disconnect.SetAction((parsed, cancellation) => OrderAsync(
            parsed.GetRequiredValue(id),
            parsed.GetValue(json),
            "not disconnected",
            session => session.DisconnectAsync(new($"cli-{Guid.CreateVersion7():n}", Reading.Who, parsed.GetRequiredValue(reason))),
            cancellation));

        return disconnect;
    }

    private static Command ChangePolicy()
    {
        const string ordinary = "ordinary";
        var (id, reason, json) = (Id(), Reason(), Reading.JsonOption());
        var policy = new Argument<string>("policy")
        {
            Description = $"The policy as the gateway's profile understands it, such as 512k/2M; {ordinary}: the gateway's ordinary one.",
        };
        var change = new Command("policy", "Tell the gateway another policy of a running session (CoA, RFC 5176), and what it says; until a rule tells it the next.")
        {
            id, policy, reason, json,
        };
        change.SetAction((parsed, cancellation) =>
        {
            var name = parsed.GetRequiredValue(policy).Trim();

            if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > SessionPolicy.MaxOctets)
            {
                throw new UserException($"policy: expected 1 to {SessionPolicy.MaxOctets} octets");
            }

            return OrderAsync(
                parsed.GetRequiredValue(id),
                parsed.GetValue(json),
                "not changed",
                session => session.ChangePolicyAsync(
                    new($"cli-{Guid.CreateVersion7():n}", Reading.Who, parsed.GetRequiredValue(reason), name == ordinary ? null : name)),
                cancellation);
        });

        return change;
    }

    private static Argument<string> Id() => new("id") { Description = "The session's id, or the gateway's own name of a running one." };

    private static Option<string> Reason() =>
        new("--reason") { Description = "Why, for the records.", DefaultValueFactory = _ => "asked for at the shell" };

    private static Task<int> OrderAsync(
        string id, bool json, string failure, Func<ISessionControlGrain, Task<ControlReply>> order, CancellationToken cancellation) => Reading.WithAsync(
        async services =>
        {
            var sessionId = await FindAsync(services, id, cancellation);
            await using var cluster = await services.ClusterAsync(cancellation);
            var reply = await order(cluster.Grains.GetGrain<ISessionControlGrain>(sessionId));
            var isDone = reply.Outcome is ControlOutcome.Acknowledged;

            if (json)
            {
                Show.Json(new { session = sessionId, outcome = reply.Outcome.ToString(), reply.Words, reply.ErrorCause, reply.Tries, reply.Milliseconds });
            }
            else if (isDone)
            {
                Console.WriteLine($"{reply.Words} ({reply.Milliseconds} ms)");
            }
            else
            {
                Console.Error.WriteLine($"billing: {failure}: {reply.Words}");
            }

            return isDone ? 0 : 1;
        },
        cancellation);

    private static async Task<Guid> FindAsync(IServiceProvider services, string text, CancellationToken cancellation)
    {
        if (Guid.TryParse(text, out var sessionId))
        {
            return sessionId;
        }

        return await services.GetRequiredService<ISessionControlQuery>().RunningAsync(text, cancellation) switch
        {
            [var one] => one,
            [] => throw new UserException($"id: \"{text}\" is neither a session's id nor a gateway's name of a running session"),
            var several => throw new UserException(
                $"id: {several.Count} running sessions are called \"{text}\", expected one of {string.Join(", ", several)}"),
        };
    }

    public static void Print(IReadOnlyCollection<SessionRecord> sessions, string empty) => Show.Table(
        sessions,
        empty,
        Columns,
        s =>
        [
            s.Account, s.Service, s.State, s.Node, s.AcctSessionId, s.CalledParty, Show.Time(s.StartedAt ?? s.AuthorizedAt),
            $"{s.UsedUnits}", $"{s.GrantedUnits}", Show.Amount(s.Charged, s.Currency), Show.Amount(s.Held, s.Currency),
        ]);
}
