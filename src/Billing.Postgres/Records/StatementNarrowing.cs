using Billing.Contracts;
using Billing.Contracts.Records;
using Billing.Core.Balances;
using Billing.Postgres.Balances;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;

namespace Billing.Postgres.Records;

/// <summary>What a filter of a balance's entries means in SQL.</summary>
internal static class StatementNarrowing
{
    private const string Peer = "coalesce(x.called_number, x.called_party)";

    // As it is shown, so that a word is found that only the reader's language has; what the staff wrote is not looked at.
    private const string IsToldOfPayment = $"""
        case when e.reason = any($?) and {NoteForm.IsOfProgram} then (
            select strpos(lower(regexp_replace(e.note, f.pattern, f.shown)), $?) > 0
            from unnest($?::text[], $?::text[]) with ordinality f(pattern, shown, place)
            where e.note ~ f.pattern
            order by f.place
            limit 1) end
        """;

    // So few digits are an amount or an entry's number more often than a part of a number that was called.
    private const int FewDigits = 3;

    // What has separators and is less is an amount: so few digits are no whole number that is called.
    private const decimal LeastNumber = 1_000_000;

    public static ListQuery Narrow(ListQuery list, Scope scope, long balanceId, StatementFilter filter)
    {
        list.Where("e.balance_id = $?", balanceId)
            .Within(scope, BalanceScope.OfCustomer("e"), BalanceScope.OfAccount("e"))
            .WhereIf("e.recorded_at >= $?", filter.From?.ToDateTimeUtc())
            .WhereIf("e.recorded_at < $?", filter.To?.ToDateTimeUtc())
            .FilterIf($"{Reasons.OfEntry} = $?", (int?)filter.Reason);

        return filter.Typed is { } entry && TypedText.Of(entry.Text) is { } typed ? Narrow(list, entry, typed) : list;
    }

    // What costs least is looked at first: a record is looked up only for an entry that nothing else fits.
    private static ListQuery Narrow(ListQuery list, TypedEntry entry, TypedText typed)
    {
        var (any, values) = (new List<string>(), new List<object>());

        if (entry.Amount is { } amount)
        {
            Or("abs(e.amount) = $?", Math.Abs(amount));
        }

        if (entry.Reasons.Count > 0)
        {
            Or($"{Reasons.OfEntry} = any($?)", Numbers(entry.Reasons));
        }

        if (entry.IsPayers)
        {
            Or("e.reason = any($?) and strpos(lower(e.note), $?) > 0", Numbers(TypedEntry.ToldReasons), typed.Text);
            Or(
                IsToldOfPayment,
                Numbers(TypedEntry.PaymentReasons), typed.Text,
                NoteForm.Patterns(entry.Notes), NoteForm.Replacements(entry.Notes));
        }
        else
        {
            Or("e.sequence::text = $? or strpos(lower(e.note), $?) > 0 or strpos(lower(e.operation_id), $?) > 0", typed.Text, typed.Text, typed.Text);
        }

        var (services, called) = (entry.Services.ToArray(), Called(entry, typed));
        Or(
            OfUsage(typed.Number?.Length <= FewDigits ? $"{Peer} = $?" : $"strpos(lower({Peer}), $?) > 0"),
            services, typed.Text, called, services, typed.Text, called);

        return list.Filter($"({string.Join(" or ", any)})", [.. values]);

        void Or(string condition, params ReadOnlySpan<object> its)
        {
            any.Add(condition);
            values.AddRange(its);
        }
    }

    // "-12.50" is no number that was called, however such numbers are written; "351.910.000" may be one.
    private static string Called(TypedEntry entry, TypedText typed) =>
        entry.Amount is > -LeastNumber and < LeastNumber && typed.Text.AsSpan().ContainsAny('.', ',', '-') ? typed.Text : typed.Number ?? typed.Text;

    // The record of an entry for usage was recorded with it, which names its partition; that of a correction was before, and there are few.
    private static string OfUsage(string isCalled)
    {
        var fits = $"select x.service = any($?) or strpos(lower(x.service), $?) > 0 or {isCalled} from xdr x where x.session_id = e.session_id and x.part = e.part";

        return $"(case when e.reason = 2 then ({fits} and x.recorded_at = e.recorded_at) when e.reason in (7, 9) then ({fits} limit 1) end)";
    }

    private static int[] Numbers(IEnumerable<LedgerReason> reasons) => [.. reasons.Select(reason => (int)reason)];
}
