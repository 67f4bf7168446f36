using Billing.Contracts.Balances;
using Billing.Host.Composition;
using Npgsql;

namespace Billing.Host.Chaos;

/// <summary>Where people at a captive portal pay, and what is known there of their way out.</summary>
internal sealed class PortalDesk(ClusterConnection cluster, ChaosBook book, CancellationToken over)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(0.5);

    /// <summary>Asked for until it is done: the same operation is done once.</summary>
    public async Task PayAsync(string user, string operation, decimal amount)
    {
        while (!await TryCreditAsync(user, operation, CreditKind.TopUp, amount))
        {
            await Task.Delay(Again, over);
        }
    }

    /// <summary>What was paid goes again, if that can be done at once.</summary>
    public Task TakeAsync(string user, string operation, decimal amount) => TryCreditAsync(user, operation, CreditKind.Adjustment, -amount);

    /// <summary>Waits until the server knows that a login was let out.</summary>
    /// <returns>The seconds that it takes for the portal's; null: it is not known.</returns>
    public async Task<long?> BorderAsync(string name, TimeSpan patience)
    {
        for (var until = DateTimeOffset.UtcNow + patience; DateTimeOffset.UtcNow < until;)
        {
            try
            {
                if (await book.LiftedAsync(name, over) is { } seconds)
                {
                    return seconds;
                }
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
            {
                // The database is away.
            }

            await Task.Delay(Again, over);
        }

        return null;
    }

    private async Task<bool> TryCreditAsync(string user, string operation, CreditKind kind, decimal amount)
    {
        try
        {
            var balance = cluster.Grains.GetGrain<IBalanceGrain>(await book.BalanceAsync(user, over));
            await balance.CreditAsync(new(operation, kind, amount, "chaos", null));

            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !over.IsCancellationRequested)
        {
            return false; // a silo or the database is away
        }
    }
}
