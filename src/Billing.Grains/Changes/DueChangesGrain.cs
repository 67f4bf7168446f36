using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Lines;
using Billing.Contracts.Payments;
using Billing.Contracts.Products;
using Billing.Contracts.Rating;
using Billing.Contracts.Vouchers;
using Billing.Grains.Accounts;
using Billing.Grains.Customers;
using Billing.Grains.Lines;
using Billing.Grains.Payments;
using Billing.Grains.Products;
using Billing.Grains.Rating;
using Billing.Grains.Sessions;
using Billing.Grains.Vouchers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Billing.Grains.Changes;

/// <summary>Finds what is due and has the grain that it belongs to do it.</summary>
internal sealed partial class DueChangesGrain(
    ICustomerStore customers,
    IAccountChangeStore accounts,
    IVoucherStore vouchers,
    ILineStore lines,
    IPaymentStore payments,
    IPaymentProvider provider,
    IProductStore products,
    ITellingStore tellings,
    IReratingStore reratings,
    IOptions<SessionOptions> options,
    TimeProvider clock,
    ILogger<DueChangesGrain> logger) : Grain, IDueChangesGrain
{
    // In the audit log; nobody signs in by it, for a name of a user has no parentheses.
    private const string Itself = "(due)";

    private const int MostAtOnce = 500;

    // Whoever is at it just now is left alone.
    private static readonly Duration Interrupted = Duration.FromSeconds(30);

    // A telling of many goes on without who asked for it, and so do payments whose provider is silent: what is next is not kept waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int PaymentsAtOnce = 16;

    private DateTimeOffset _sweptAt;
    private Task<int>? _resuming;

    public async Task<int> SweepAsync()
    {
        var at = clock.GetUtcNow();

        // Whichever way the clock was set: one that goes back by hours must not stop it for so long.
        if ((at - _sweptAt).Duration() < options.Value.SweepInterval / 2)
        {
            return 0;
        }

        _sweptAt = at;
        var now = Instant.FromDateTimeOffset(at);

        return await EachAsync(await accounts.DueAsync(now, MostAtOnce), id => GrainFactory.GetGrain<IAccountGrain>(id).ApplyDueAsync())
            + await EachAsync(await products.DueDraftsAsync(now, MostAtOnce), id => GrainFactory.GetGrain<IProductGrain>(id).ApplyDueDraftAsync())
            + await EachAsync(await customers.DueAsync(now, MostAtOnce), LiftAsync)
            + await EachAsync(await vouchers.InterruptedAsync(now - Interrupted, MostAtOnce), id => GrainFactory.GetGrain<IVoucherGrain>(id).ResumeAsync())
            + await EachAsync(
                await lines.InterruptedAsync(now - Interrupted, MostAtOnce),
                one => GrainFactory.GetGrain<ILinePlanGrain>(one.AccountId).ResumeAsync(one.OperationId))
            + await EachAsync(await tellings.UntoldAsync(now - Interrupted, MostAtOnce), TellAsync)
            + await EachAsync(await reratings.UnfinishedAsync(MostAtOnce), key => GrainFactory.GetGrain<IReratingGrain>(key).GetAsync())
            + await ResumePaymentsAsync(now);
    }

    private async Task<int> ResumePaymentsAsync(Instant now)
    {
        if (_resuming is not { IsCompleted: false })
        {
            _resuming = ResumeAsync(await payments.InterruptedAsync(now - Interrupted, provider.Name, MostAtOnce));
        }

        // What is not over by then goes on, and a later sweep looks again.
        return await Task.WhenAny(_resuming, Task.Delay(Patience, clock)) == _resuming ? await _resuming : 0;
    }

    private async Task<int> ResumeAsync(IReadOnlyList<string> interrupted)
    {
        var resumed = 0;
        await interrupted.WorkAsync(PaymentsAtOnce, async id =>
        {
            var done = await EachAsync([id], one => GrainFactory.GetGrain<IPaymentGrain>(one).ResumeAsync());
            resumed += done;
        });

        return resumed;
    }

    private async Task TellAsync((string Entity, long Id) one)
    {
        if (one.Entity is EntityKinds.Account)
        {
            await GrainFactory.GetGrain<IAccountGrain>(one.Id).TellAsync();

            return;
        }

        var telling = GrainFactory.GetGrain<IProductGrain>(one.Id).TellAsync();

        if (await Task.WhenAny(telling, Task.Delay(Patience, clock)) == telling)
        {
            await telling;
        }
        else
        {
            telling.Ignore(); // the next sweep looks again whether it is over
        }
    }

    private async Task LiftAsync(long customerId)
    {
        var customer = GrainFactory.GetGrain<ICustomerGrain>(customerId);

        if (await customer.GetAsync() is { SuspendedUntil: not null, Version: var version })
        {
            await customer.SetStatusAsync(new(Core.Customers.CustomerStatus.Active, null, null, new(Itself, version)));
        }
    }

    private async Task<int> EachAsync<T>(IReadOnlyList<T> due, Func<T, Task> doIt)
    {
        var done = 0;

        foreach (var id in due)
        {
            try
            {
                await doIt(id);
                done++;
            }
            catch (Exception failure)
            {
                LogNotDone(logger, id, failure); // the next sweep finds it again
            }
        }

        return done;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is due of {Id} could not be done")]
    private static partial void LogNotDone(ILogger logger, object? id, Exception failure);
}
