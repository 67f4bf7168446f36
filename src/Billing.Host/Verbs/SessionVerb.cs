using System.CommandLine;
using Billing.Contracts.Records;
using Billing.Contracts.Sessions;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>session list</c>, <c>session disconnect</c>.</summary>
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

                if (parsed.GetValue(json))
                {
                    Show.Json(sessions);
                }
                else
                {
                    Print(sessions, "no session");
                }

                return 0;
            },
            cancellation));

        return new("session", "Sessions.") { list, Disconnect() };
    }

    private static Command Disconnect()
    {
        var id = new Argument<string>("id") { Description = "The session's id, or the gateway's own name of a running one." };
        var reason = new Option<string>("--reason") { Description = "Why, for the records.", DefaultValueFactory = _ => "asked for at the shell" };
        var json = Reading.JsonOption();
        var disconnect = new Command("disconnect", "Ask the gateway to end a session (RFC 5176), and tell what it says.") { id, reason, json };
        disconnect.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var sessionId = await FindAsync(services, parsed.GetRequiredValue(id), cancellation);
                await using var cluster = await ClusterConnection.OpenAsync(services.GetRequiredService<IConfiguration>(), cancellation);
                var reply = await cluster.Grains.GetGrain<ISessionControlGrain>(sessionId).DisconnectAsync(
                    new($"cli-{Guid.CreateVersion7():n}", Reading.Who, parsed.GetRequiredValue(reason)));
                var isDone = reply.Outcome is ControlOutcome.Acknowledged;

                if (parsed.GetValue(json))
                {
                    Show.Json(new { session = sessionId, outcome = reply.Outcome.ToString(), reply.Words, reply.ErrorCause, reply.Tries, reply.Milliseconds });
                }
                else if (isDone)
                {
                    Console.WriteLine($"{reply.Words} ({reply.Milliseconds} ms)");
                }
                else
                {
                    Console.Error.WriteLine($"billing: not disconnected: {reply.Words}");
                }

                return isDone ? 0 : 1;
            },
            cancellation));

        return disconnect;
    }

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
            $"{s.UsedUnits}", $"{s.GrantedUnits}", Show.Amount(s.Charged), Show.Amount(s.Held),
        ]);
}
