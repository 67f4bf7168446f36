using System.Collections.Immutable;
using Billing.Contracts.Rating;
using Billing.Grains.Rating;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Rating;

internal sealed class RatingCaseStore(Database database) : IRatingCaseStore
{
    private const string ListSql = """
        select rating_case_id, name, account, service, node_id, access_code, called_party, calling_party, start_at, units,
               expected_tariff, expected_prefix, expected_amount, expected_currency, by, saved_at
        from rating_case
        order by lower(name), rating_case_id
        limit 1000
        """;

    private const string PutSql = """
        insert into rating_case (name, account, service, node_id, access_code, called_party, calling_party, start_at, units,
                                 expected_tariff, expected_prefix, expected_amount, expected_currency, by, saved_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        on conflict (name) do update
        set account = excluded.account, service = excluded.service, node_id = excluded.node_id, access_code = excluded.access_code,
            called_party = excluded.called_party, calling_party = excluded.calling_party, start_at = excluded.start_at,
            units = excluded.units, expected_tariff = excluded.expected_tariff, expected_prefix = excluded.expected_prefix,
            expected_amount = excluded.expected_amount, expected_currency = excluded.expected_currency, by = excluded.by,
            saved_at = excluded.saved_at
        returning rating_case_id
        """;

    public async Task<ImmutableArray<RatingCase>> ListAsync() =>
        [.. await database.Lists.ListAsync(ListSql, Read, CancellationToken.None)];

    public async Task<long> PutAsync(RatingCase one)
    {
        var (asked, expected) = (one.Question, one.Expected);
        await using var command = database.Read.Command(
            PutSql, one.Name, asked.Account, asked.Service, asked.NodeId, asked.AccessCode, asked.CalledParty, asked.CallingParty,
            asked.StartAt!.Value.ToDateTimeUtc(), asked.Units ?? 0, expected.Tariff, expected.Prefix, expected.Amount, expected.Currency,
            one.By, one.SavedAt.ToDateTimeUtc());

        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<bool> RemoveAsync(long caseId) =>
        await database.DoAsync("delete from rating_case where rating_case_id = $1", caseId) == 1;

    private static RatingCase Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        new(row.GetString(2), row.Text(3), row.GetInt32(4), row.Text(5), row.Text(6), row.Text(7), row.At(8), row.GetInt64(9)),
        new(row.GetString(10), row.GetString(11), row.GetDecimal(12), row.GetString(13)),
        row.GetString(14),
        row.At(15));
}
