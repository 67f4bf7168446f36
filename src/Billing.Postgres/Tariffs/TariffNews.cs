using System.Globalization;
using Billing.Grains.Tariffs;
using Npgsql;

namespace Billing.Postgres.Tariffs;

/// <summary>PostgreSQL's LISTEN and NOTIFY: what a transaction says is heard by every silo when it commits, and only then.</summary>
/// <remarks>Any process that can commit a version can announce it, a shell as well as a silo; no cluster is needed for that.</remarks>
internal sealed class TariffNews(Database database) : ITariffNews
{
    private const string Channel = "billing_tariff";

    public async Task ListenAsync(Action<long, int> announced, CancellationToken cancellation)
    {
        await using var connection = await database.Journal.OpenConnectionAsync(cancellation);
        connection.Notification += (_, news) =>
        {
            if (Read(news) is { } said)
            {
                announced(said.TariffId, said.Version);
            }
        };

        await using (var listen = connection.Command($"listen {Channel}"))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        while (true)
        {
            await connection.WaitAsync(cancellation);
        }
    }

    /// <summary>Says it when the connection's transaction commits.</summary>
    public static async Task AnnounceAsync(NpgsqlConnection connection, long tariffId, int version, CancellationToken cancellation)
    {
        await using var notify = connection.Command(
            "select pg_notify($1, $2)", Channel, string.Create(CultureInfo.InvariantCulture, $"{tariffId} {version}"));
        await notify.ExecuteNonQueryAsync(cancellation);
    }

    private static (long TariffId, int Version)? Read(NpgsqlNotificationEventArgs news) =>
        news.Channel == Channel
        && news.Payload.Split(' ') is [var id, var number]
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var tariffId)
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (tariffId, version)
            : null;
}
