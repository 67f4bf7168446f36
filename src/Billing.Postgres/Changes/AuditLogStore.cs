using System.Globalization;
using System.Text.Json;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Core.Amounts;
using Billing.Grains.Changes;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Changes;

internal sealed class AuditLogStore(Database database, TimeProvider clock) : IAuditLogStore
{
    public async Task AddAsync(AuditNote note)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await AuditLine.Of(note, clock.Now()).WriteAsync(connection);
    }
}

internal sealed class AuditLogQuery(Database database) : IAuditLogQuery
{
    private const int MostAtOnce = 1_000;

    public Task<IReadOnlyList<AuditRecord>> PageAsync(
        AuditFilter filter, AuditOrder order, AuditCursor? after, int count, CancellationToken cancellation) =>
        filter.Whose is { } whose
            ? ReadAsync(AuditLogSql.Whose(order), filter, order, after, count, whose.CustomerId, whose.AccountId, filter.WithMoney, cancellation)
            : ReadAsync(
                AuditLogSql.Page(order), filter, order, after, count, filter.EntityKind, filter.EntityId,
                long.TryParse(filter.EntityId, NumberStyles.None, CultureInfo.InvariantCulture, out var balance) ? balance : -1, cancellation);

    // What the statements have alike, and the three parameters in which they differ.
    private Task<IReadOnlyList<AuditRecord>> ReadAsync(
        string sql, AuditFilter filter, AuditOrder order, AuditCursor? after, int count, object? second, object? third, object ninth,
        CancellationToken cancellation) =>
        database.Lists.ListAsync(
            sql,
            Read,
            cancellation,
            [
                filter.By,
                second,
                third,
                filter.From?.ToDateTimeUtc() ?? DateTime.MinValue.ToUniversalTime(),
                filter.To?.ToDateTimeUtc() ?? Latest,
                after?.At.ToDateTimeUtc() ?? (order.IsDescending ? Latest : DateTime.MinValue.ToUniversalTime()),
                after?.Key ?? "",
                int.Clamp(count, 1, MostAtOnce),
                ninth,
                .. order.Sort is AuditSort.At ? Array.Empty<object?>() : [after?.Sorted],
            ]);

    private static DateTime Latest => new(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static AuditRecord Read(NpgsqlDataReader row)
    {
        var isMoney = !row.IsDBNull(10);
        var (action, sentence) = isMoney
            ? Describe(row.GetString(3), row.GetDecimal(9), row.GetString(10), row.GetString(5), row.GetString(6))
            : (row.GetString(3), row.GetString(6));

        return new(
            Instant.FromDateTimeUtc(row.GetDateTime(0)),
            row.GetString(1),
            row.GetString(2),
            action,
            row.GetString(4),
            row.GetString(5),
            sentence,
            row.IsDBNull(7) ? null : row.GetString(7),
            row.IsDBNull(8) ? null : row.GetString(8),
            row.Text(11));
    }

    // An operation's body begins with what it is.
    private static (string Action, string Sentence) Describe(string body, decimal amount, string currency, string balanceId, string what)
    {
        var action = JsonNamingPolicy.KebabCaseLower.ConvertName(body.Split(' ')[0]);
        var moved = amount == 0 ? "" : $" {amount.ToString(Currency.Parse(currency).Format, CultureInfo.InvariantCulture)} {currency}";

        return (action, $"{action}{moved}{what}, balance {balanceId}");
    }
}
