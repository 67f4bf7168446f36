using System.CommandLine;
using Billing.Contracts.Records;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>session list</c>.</summary>
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

        return new("session", "Sessions.") { list };
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
