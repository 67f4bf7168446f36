using System.CommandLine;
using System.Text.Json;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Records;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>xdr list</c>, <c>xdr revert</c>; <c>xdr rerate</c> is <see cref="RerateVerb"/>.</summary>
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

                Show.Rows(
                    parsed.GetValue(json), records, "no transaction record", Columns,
                    x =>
                    [
                        Show.Time(x.StartedAt), Show.Time(x.EndedAt), x.Service, x.CalledParty, x.Destination, $"{x.UsedUnits}",
                        $"{x.ChargedUnits}", Show.Amount(x.Amount, x.Currency), x.Currency, x.TerminateCause,
                    ],
                    Json);
            },
            cancellation));

        return new("xdr", "Transaction records.") { list, Revert(), RerateVerb.Create() };
    }

    private static Command Revert()
    {
        var session = new Argument<Guid>("session") { Description = "The session's id, as xdr list --json has it." };
        var note = new Option<string?>("--note") { Description = "A reason, for the statement." };
        var json = Reading.JsonOption();
        var revert = new Command("revert", "Take back what an ended session cost: its money, and what allowances paid of it. Nothing is deleted.")
        {
            session, note, MoneyVerb.OperationId, json,
        };
        revert.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var sessionId = parsed.GetRequiredValue(session);
                var records = await services.GetRequiredService<IXdrQuery>().OfSessionAsync(Scope.Everything, sessionId, cancellation);

                if (records is not [{ BalanceId: var balanceId }, ..])
                {
                    throw new UserException($"session: {sessionId} has no transaction record");
                }

                var id = parsed.GetValue(MoneyVerb.OperationId) ?? $"cli-{Guid.CreateVersion7():n}";
                await using var cluster = await services.ClusterAsync(cancellation);
                OperationReply reply;

                try
                {
                    reply = await cluster.Grains.GetGrain<IBalanceGrain>(balanceId).RevertAsync(
                        new(id, sessionId, parsed.GetValue(note), Reading.Who));
                }
                catch (Exception failure) when (failure is not UserException)
                {
                    throw new UserException($"whether it was done is not known: ask again with --operation {id} ({failure.Message})");
                }

                return MoneyVerb.Print(reply, id, parsed.GetValue(json), MoneyVerb.Tell);
            },
            cancellation));

        return revert;
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
