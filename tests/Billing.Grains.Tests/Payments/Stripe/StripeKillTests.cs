using System.Diagnostics;
using Billing.Contracts.Payments;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Billing.Grains.Tests.Payments.Stripe;

/// <summary>A silo is killed between the provider's charge and our commit.</summary>
public sealed class StripeKillTests(StripeSilos silos) : IClassFixture<StripeSilos>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task What_was_charged_when_its_silo_was_killed_is_found_by_the_other_one_and_credited_once()
    {
        var (balanceId, methodId) = await silos.PayerAsync(funds: 1);
        await silos.Grains.GetGrain<IWalletGrain>(balanceId).SetAutomaticAsync(new(methodId, null, new(5, 10, 3)), "alice");
        var never = new TaskCompletionSource();
        var charged = silos.Stripe.HoldAnswer("/capture", never.Task);
        silos.Grains.GetGrain<IWalletGrain>(balanceId).WorkAsync().Ignore();
        await charged.WaitAsync(Patience, TestContext.Current.CancellationToken);

        // The money is taken; whoever asked for it is gone.
        var operation = FormattableString.Invariant($"auto/top-up/{balanceId}/1/1");
        var at = await silos.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(
            silos.Grains.GetGrain<IPaymentGrain>(operation), TestContext.Current.CancellationToken);
        var killed = silos.Cluster.Silos.First(silo => silo.SiloAddress.Equals(at));
        var other = silos.Cluster.Silos.First(silo => silo != killed);
        await using var book = silos.BookOf(other);
        await silos.Cluster.KillSiloAsync(killed, TestContext.Current.CancellationToken);
        never.SetResult();
        Assert.Equal(1, await book.PostedAsync(balanceId));

        var grains = other.ServiceProvider.GetRequiredService<IGrainFactory>();
        var began = Stopwatch.GetTimestamp();

        while (await book.PostedAsync(balanceId) != 11)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "the other silo does not go on");

            try
            {
                await book.ExecuteAsync("update auto_payment set next_at = now() where balance_id = $1", balanceId);
                await grains.GetGrain<IWalletSweepGrain>(0).SweepAsync();
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException)
            {
                // the cluster has not noticed yet
            }
        }

        await grains.GetGrain<IWalletGrain>(balanceId).WorkAsync();
        var intent = Assert.Single(silos.Stripe.All("payment_intent"));
        Assert.Equal(("succeeded", operation), ((string)intent["status"]!, (string)intent["metadata"]!["operation"]!));
        Assert.Equal(11, await book.PostedAsync(balanceId));
        Assert.Equal(1, await book.ReadAsync<long>("select count(*) from payment where balance_id = $1", balanceId));
        Assert.Empty((await book.AuditAsync()).Differences);
    }
}
