using System.Globalization;
using Billing.Grains.Tariffs;
using Npgsql;

namespace Billing.Postgres.Tariffs;

/// <summary>PostgreSQL's LISTEN and NOTIFY: what a transaction says is heard by every silo when it commits, and only then.</summary>
/// <remarks>Any process that can commit a version can announce it, a shell as well as a silo; no cluster is needed for that.</remarks>
internal sealed class TariffNews(Database database) : ITariffNews
{
    /// <summary>What silos say of drafts: that they have heard of one, and that they have compiled it.</summary>
    public const string AnswerChannel = "billing_tariff_draft";

    private const string Channel = "billing_tariff";

    private readonly string _silo = Guid.NewGuid().ToString("n");

    public async Task ListenAsync(Action<long, int> announced, Func<long, Guid, Task> drafted, CancellationToken cancellation)
    {
        await using var connection = await database.Journal.OpenConnectionAsync(cancellation);
        connection.Notification += (_, news) =>
        {
            if (Read(news) is { } said)
            {
                announced(said.TariffId, said.Version);
            }
            else if (ReadDraft(news) is { } draft)
            {
                _ = AnswerAsync(draft.TariffId, draft.DraftId, drafted);
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

    /// <summary>Tells the silos of a draft when the connection's transaction commits; the empty one: the last is not to come.</summary>
    public static async Task AnnounceDraftAsync(NpgsqlConnection connection, long tariffId, Guid draftId, CancellationToken cancellation)
    {
        await using var notify = connection.Command(
            "select pg_notify($1, $2)", Channel, string.Create(CultureInfo.InvariantCulture, $"draft {tariffId} {draftId}"));
        await notify.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>What a silo says of this draft; null: it is about something else.</summary>
    public static (string Silo, bool IsReady)? ReadAnswer(NpgsqlNotificationEventArgs news, Guid draftId) =>
        news.Channel == AnswerChannel
        && news.Payload.Split(' ') is [var silo, var said, var id]
        && Guid.TryParse(id, out var answered)
        && answered == draftId
            ? (silo, said == "ready")
            : null;

    // A silo that fails to compile it is ready too: it will read the version when it comes.
    private async Task AnswerAsync(long tariffId, Guid draftId, Func<long, Guid, Task> drafted)
    {
        try
        {
            await SayAsync("heard", draftId);

            try
            {
                await drafted(tariffId, draftId);
            }
            finally
            {
                await SayAsync("ready", draftId);
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or InvalidDataException)
        {
            // nobody waits for a silo that was not heard for long, and the version is read when it is announced
        }
    }

    private async Task SayAsync(string what, Guid draftId)
    {
        await using var say = database.Read.Command("select pg_notify($1, $2)", AnswerChannel, $"{_silo} {what} {draftId}");
        await say.ExecuteNonQueryAsync();
    }

    private static (long TariffId, Guid DraftId)? ReadDraft(NpgsqlNotificationEventArgs news) =>
        news.Channel == Channel
        && news.Payload.Split(' ') is ["draft", var id, var draft]
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var tariffId)
        && Guid.TryParse(draft, out var draftId)
            ? (tariffId, draftId)
            : null;

    private static (long TariffId, int Version)? Read(NpgsqlNotificationEventArgs news) =>
        news.Channel == Channel
        && news.Payload.Split(' ') is [var id, var number]
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var tariffId)
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (tariffId, version)
            : null;
}
