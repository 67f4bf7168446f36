using Billing.Contracts.Balances;
using Billing.Contracts.Records;
using Billing.Host.Composition;

namespace Billing.Host.Verbs;

/// <summary>Funds at the shell: the running cluster's, where there is one.</summary>
internal static class LiveFunds
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The funds of balances as their only writer knows them; when it cannot be asked, which the person is told, as they are stored.</summary>
    /// <param name="balanceIds">Of balances that are there.</param>
    /// <returns>In their order.</returns>
    public static async Task<IReadOnlyList<BalanceView>> FundsAsync(
        this IServiceProvider services, IReadOnlyList<long> balanceIds, CancellationToken cancellation)
    {
        var live = balanceIds.Count == 0 ? [] : await LiveAsync(services, balanceIds, cancellation);
        var records = services.GetRequiredService<IRecordQuery>();
        var funds = new List<BalanceView>();

        for (var i = 0; i < balanceIds.Count; i++)
        {
            funds.Add(live?[i] ?? await records.BalanceAsync(balanceIds[i], cancellation));
        }

        return funds;
    }

    private static async Task<BalanceView?[]?> LiveAsync(IServiceProvider services, IReadOnlyList<long> balanceIds, CancellationToken cancellation)
    {
        try
        {
            await using var cluster = await services.ClusterAsync(cancellation);

            return await Task.WhenAll(balanceIds.Select(balanceId => cluster.Grains.GetGrain<IBalanceGrain>(balanceId).ShowAsync().AsTask()))
                .WaitAsync(Patience, cancellation);
        }
        catch (Exception failure) when (failure is UserException or TimeoutException or OrleansException)
        {
            Console.Error.WriteLine($"billing: these figures are the database's, without what is at work now: {failure.Message}");

            return null;
        }
    }
}
