using System.Net.Sockets;
using Billing.Postgres;
using Npgsql;

namespace Billing.Host.Composition;

/// <summary>What a process does that starts while its database is away, or can make nothing durable: it waits, says for what, and is not ready.</summary>
/// <remarks>
/// All that it knows is which gateways may go on without the database, as a process before it kept it: it keeps their reports. Only what
/// passes by itself is waited for: a server that cannot be reached, or starts or stops, whose standby does not confirm, or that is a
/// standby. A wrong password or name is said at once, and ends the start.
/// </remarks>
internal static class DatabaseWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SaidAgain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <param name="page">Starts what is served meanwhile; it is stopped when the database answers.</param>
    /// <exception cref="OperationCanceledException">Nobody wants to wait any more.</exception>
    public static async Task UntilItAnswersAsync(
        string connectionString, Func<Task<WebApplication>> page, CancellationToken cancellation)
    {
        if (await ProblemAsync(connectionString, cancellation) is not { } problem)
        {
            return;
        }

        Say(problem);
        var (said, saidAt) = (problem, TimeProvider.System.GetTimestamp());
        await using var opened = await page();

        try
        {
            while (true)
            {
                await Task.Delay(Pause, cancellation);

                if (await ProblemAsync(connectionString, cancellation) is not { } next)
                {
                    Console.Error.WriteLine("billing: the database answers");

                    return;
                }

                problem = next;

                if (problem != said || TimeProvider.System.GetElapsedTime(saidAt) > SaidAgain)
                {
                    Say(problem);
                    (said, saidAt) = (problem, TimeProvider.System.GetTimestamp());
                }
            }
        }
        finally
        {
            await opened.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Waits for work on the database that may have to wait for others: what takes long is not waited for in silence.</summary>
    /// <param name="page">As above; not started for what is done in a moment, as most is: else nobody keeps reports that others could charge.</param>
    public static async Task UntilItIsDoneAsync(Task work, Func<Task<WebApplication>> page)
    {
        if (await Task.WhenAny(work, Task.Delay(Grace)) == work)
        {
            await work;

            return;
        }

        await using var opened = await page();

        try
        {
            await work;
        }
        finally
        {
            await opened.StopAsync(CancellationToken.None);
        }
    }

    private static void Say(string problem) => Console.Error.WriteLine($"billing: waiting for {problem}");

    /// <returns>Null: the database takes commits.</returns>
    private static async Task<string?> ProblemAsync(string connectionString, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var database = $"the database at {settings.Host}:{settings.Port}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);

        try
        {
            return await Database.TakesCommitsAsync(connectionString, patience.Token) ? null : $"{database}: it is a standby";
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested && Passes(failure))
        {
            var why = failure is OperationCanceledException
                ? $"a commit got no answer within {Patience.TotalSeconds:0} s (is its synchronous standby there?)"
                : failure.GetBaseException().Message;

            return $"{database}: {why.ReplaceLineEndings(" ")}";
        }
    }

    private static bool Passes(Exception failure) => failure switch
    {
        PostgresException
        {
            SqlState: PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.TooManyConnections
        } => true,
        PostgresException => false,
        NpgsqlException => failure.InnerException is SocketException or IOException or TimeoutException,
        _ => failure is OperationCanceledException or TimeoutException or SocketException,
    };
}
