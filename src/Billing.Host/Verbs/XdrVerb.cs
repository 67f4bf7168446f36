using System.CommandLine;
using System.Text.Json;
using Billing.Contracts.Records;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>xdr list</c>.</summary>
internal static class XdrVerb
{
    private static readonly string[] Columns =
        ["started", "ended", "service", "called", "destination", ">used", ">charged", ">amount", "currency", "ended by"];

    public static Command Create()
    {
        var account = new Option<string>("--account") { Description = "The account.", Required = true };
        var limit = Reading.LimitOption();
        var json = Reading.JsonOption();
        var list = new Command("list", "List an account's transaction records, newest first.") { account, limit, json };
        list.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var who = await services.AccountAsync(parsed.GetRequiredValue(account), cancellation);
                var records = await services.GetRequiredService<IRecordQuery>()
                    .XdrsAsync(who.AccountId, parsed.GetValue(limit), cancellation);

                if (parsed.GetValue(json))
                {
                    Show.Json(records.Select(Json));
                }
                else
                {
                    Show.Table(
                        records,
                        "no transaction record",
                        Columns,
                        x =>
                        [
                            Show.Time(x.StartedAt), Show.Time(x.EndedAt), x.Service, x.CalledParty, x.Destination, $"{x.UsedUnits}",
                            $"{x.ChargedUnits}", Show.Amount(x.Amount), x.Currency, x.TerminateCause,
                        ]);
                }

                return 0;
            },
            cancellation));

        return new("xdr", "Transaction records.") { list };
    }

    private static object Json(XdrRecord x) => new
    {
        x.SessionId,
        x.Part,
        x.Service,
        x.AcctSessionId,
        x.CalledParty,
        x.CalledNumber,
        x.Destination,
        x.StartedAt,
        x.EndedAt,
        x.UsedUnits,
        x.ChargedUnits,
        x.Amount,
        x.Currency,
        x.TerminateCause,
        parts = JsonSerializer.Deserialize<JsonElement>(x.Parts),
        x.RecordedAt,
    };
}
