using Billing.Postgres.Changes;
using Npgsql;

namespace Billing.Postgres.Demo;

/// <summary>How far a scenario has come, in its scratch database, so that a process that was killed is followed by one that goes on.</summary>
/// <remarks>
/// Nobody waits for the disk here. What is committed later takes this along in the log: when something that happened at an instant is
/// durable, so is that the clock had come to it.
/// </remarks>
public sealed class ScratchProgress : IAsyncDisposable
{
    private const string TablesSql = """
        create table if not exists scenario_progress (
            is_one boolean primary key default true check (is_one),
            clock_ticks bigint not null,
            set_up text not null
        );
        create table if not exists scenario_step (
            number int primary key,
            answer text not null,
            made text
        )
        """;

    private readonly NpgsqlConnection _connection;

    private ScratchProgress(NpgsqlConnection connection) => _connection = connection;

    /// <param name="connectionString">Of a database that nobody else uses.</param>
    public static async Task<ScratchProgress> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Options = "-c synchronous_commit=off" }.ConnectionString);
        var progress = new ScratchProgress(connection);

        try
        {
            await connection.OpenAsync(cancellation);
            await connection.DoAsync(TablesSql);
        }
        catch
        {
            await progress.DisposeAsync();
            throw;
        }

        return progress;
    }

    /// <summary>What was noted before; null: nothing, for it had not begun.</summary>
    public async Task<ScratchState?> FindAsync(CancellationToken cancellation)
    {
        await using var begun = _connection.Command("select clock_ticks, set_up from scenario_progress");
        await using var state = await begun.ExecuteReaderAsync(cancellation);

        if (!await state.ReadAsync(cancellation))
        {
            return null;
        }

        var (ticks, setUp) = (state.GetInt64(0), state.GetString(1));
        await state.CloseAsync();
        await using var done = _connection.Command("select answer, made from scenario_step order by number");
        await using var row = await done.ExecuteReaderAsync(cancellation);
        var steps = new List<ScratchStep>();

        while (await row.ReadAsync(cancellation))
        {
            steps.Add(new(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)));
        }

        return new(ticks, setUp, steps);
    }

    /// <summary>All that it begins with is there.</summary>
    /// <param name="setUp">What was made, in a form of the caller's own.</param>
    public Task BeginAsync(long clockTicks, string setUp) =>
        _connection.DoAsync("insert into scenario_progress (clock_ticks, set_up) values ($1, $2)", clockTicks, setUp);

    /// <summary>The clock comes to an instant, before anything happens at it.</summary>
    public Task MoveAsync(long clockTicks) => _connection.DoAsync("update scenario_progress set clock_ticks = $1", clockTicks);

    /// <param name="number">Of the step, from zero.</param>
    public Task DoneAsync(int number, ScratchStep step) =>
        _connection.DoAsync("insert into scenario_step (number, answer, made) values ($1, $2, $3)", number, step.Answer, step.Made);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}

/// <param name="ClockTicks">Of 100 ns since 1970.</param>
/// <param name="Steps">Those that are done, from the first on.</param>
public sealed record ScratchState(long ClockTicks, string SetUp, IReadOnlyList<ScratchStep> Steps);

/// <param name="Answer">What was told of it, as JSON.</param>
/// <param name="Made">What later steps speak of; in a form of the caller's own.</param>
public sealed record ScratchStep(string Answer, string? Made);
