using System.CommandLine;
using Billing.Contracts.Records;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>ledger list</c>.</summary>
internal static class LedgerVerb
{
    private static readonly string[] Columns = [">entry", "recorded", "reason", ">amount", ">balance after", "session or operation", "note"];

    public static Command Create()
    {
        var account = new Option<string>("--account") { Description = "The account whose payer's ledger it is.", Required = true };
        var limit = Reading.LimitOption();
        var json = Reading.JsonOption();
        var list = new Command("list", "List the changes of an account's balance, newest first.") { account, limit, json };
        list.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var who = await services.AccountAsync(parsed.GetRequiredValue(account), cancellation);
                var entries = await services.GetRequiredService<IRecordQuery>()
                    .LedgerAsync(who.BalanceId, parsed.GetValue(limit), cancellation);

                Show.Rows(
                    parsed.GetValue(json), entries, "no ledger entry", Columns,
                    e => [$"{e.Sequence}", Show.Time(e.RecordedAt), e.Reason, Show.Amount(e.Amount, e.Currency), Show.Amount(e.PostedAfter, e.Currency), e.SessionId?.ToString() ?? e.OperationId, e.Note]);
            },
            cancellation));

        return new("ledger", "Ledger entries.") { list };
    }
}
