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
    private static readonly TimeSpan AskedAgain = TimeSpan.FromSeconds(5);

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
    /// <remarks>
    /// Where another process charges, gateways are to ask that one: what they reported here would be known to nobody until this one serves,
    /// and their sessions would be ended as silent.
    /// </remarks>
    /// <param name="othersCharge">Whether another process charges now; asked again and again.</param>
    /// <param name="page">As above, told whether it is to keep reports; not started for what is done in a moment, as most is.</param>
    public static async Task UntilItIsDoneAsync(Task work, Func<Task<bool>> othersCharge, Func<bool, Task<WebApplication>> page)
    {
        await Task.WhenAny(work, Task.Delay(Grace));

        while (!work.IsCompleted)
        {
            var keeps = !await othersCharge();
            await using var opened = await page(keeps);

            try
            {
                do
                {
                    await Task.WhenAny(work, Task.Delay(AskedAgain));
                }
                while (!work.IsCompleted && await othersCharge() != keeps);
            }
            finally
            {
                await opened.StopAsync(CancellationToken.None);
            }
        }

        await work;
    }

    /// <summary>Whether another process charges; where the database cannot be asked, nobody does.</summary>
    public static async Task<bool> OthersChargeAsync(string connectionString, CancellationToken cancellation)
    {
        try
        {
            return await Database.OthersChargeAsync(connectionString, cancellation);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return failure is PostgresException; // it answers, and has no room for one that asks
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
