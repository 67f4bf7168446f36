using Billing.Contracts.Changes;
using Billing.Grains.Brand;
using Billing.Postgres.Changes;
using NodaTime;

namespace Billing.Postgres.Brand;

internal sealed class LogoStore(Database database) : ILogoStore
{
    public async Task<byte[]?> FindAsync()
    {
        await using var command = database.Read.Command("select png from brand_logo order by logo_id desc limit 1");

        return await command.ExecuteScalarAsync() as byte[];
    }

    public async Task AddAsync(byte[]? png, AuditNote note, Instant now)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.DoAsync("insert into brand_logo (png, made_at, by) values ($1::bytea, $2, $3)", png, now.ToDateTimeUtc(), note.By);
        await AuditLine.Of(note, now).WriteAsync(connection);
        await transaction.CommitAsync();
    }
}
