using System.Runtime.CompilerServices;
using Billing.Contracts;
using Billing.Contracts.Exports;

namespace Billing.Postgres.Exports;

internal sealed class ExportQuery(Database database) : IExportQuery
{
    // Whose it is, is a condition of the statement. Staff is given what staff asked for, subscribers what their own scope did.
    private const string FindSql = $"""
        select {ExportStore.Columns} from export_job e
        where e.export_id = $1 and e.customer_id is not distinct from $2 and e.account_id is not distinct from $3
        """;

    private const string PieceSql = "select body from export_piece where export_id = $1 and piece = $2";

    public async Task<ExportView?> FindAsync(Scope scope, string key, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(FindSql, key, scope.CustomerId, scope.AccountId);
        await using var row = await command.ExecuteReaderAsync(cancellation);

        return await row.ReadAsync(cancellation) ? ExportStore.Read(row) : null;
    }

    public async IAsyncEnumerable<byte[]> ReadAsync(string key, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var piece = 0; await PieceAsync(key, piece, cancellation) is { } body; piece++)
        {
            yield return body;
        }
    }

    private async Task<byte[]?> PieceAsync(string key, int piece, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(PieceSql, key, piece);

        return await command.ExecuteScalarAsync(cancellation) as byte[];
    }
}
