using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Host.Price;
using Billing.Postgres.Demo;
using Billing.Postgres.Payers;
using NodaTime;

namespace Billing.Host.Scenarios;

/// <summary>Runs a scenario: sets it up, moves the clock from step to step, and on the way does what is due when it is due.</summary>
/// <param name="attempts">How often a call that fails is made: it has an operation id, or is harmless when made again.</param>
internal sealed partial class ScenarioRun(Scenario scenario, ScenarioClock clock, IServiceProvider services, int attempts = 1)
{
    private readonly Dictionary<string, Customer> _customers = [];
    private readonly Dictionary<string, long> _plans = [];
    private readonly Dictionary<string, (string Customer, long Id)> _subscriptions = [];
    private readonly IGrainFactory _grains = services.GetRequiredService<IGrainFactory>();

    /// <summary>The whole scenario.</summary>
    /// <returns>What is printed.</returns>
    public async Task<object> RunAsync(CancellationToken cancellation)
    {
        await SetUpAsync(cancellation);
        var steps = new List<object>();

        foreach (var step in scenario.Steps)
        {
            if (step.At < clock.Now)
            {
                throw new CaseException($"{step.Path}.at", $"expected {clock.Now} or later: steps are in the order of time");
            }

            await AdvanceAsync(step.At ?? clock.Now);
            steps.Add(await DoAsync(step, cancellation));
        }

        await AdvanceAsync(scenario.Until is { } until && until > clock.Now ? until : clock.Now);

        return await ReportAsync(steps, cancellation);
    }

    private async Task SetUpAsync(CancellationToken cancellation)
    {
        var (book, publisher) = (services.GetRequiredService<ScratchBook>(), services.GetRequiredService<PlanPublisher>());

        foreach (var (name, terms) in scenario.Classes)
        {
            await publisher.PublishAsync(name, terms, cancellation);
        }

        foreach (var currency in scenario.Customers.Select(one => one.Currency).Distinct())
        {
            var productId = await book.AddProductAsync($"scenario {currency}", cancellation);

            foreach (var service in scenario.Services)
            {
                await book.AddServiceAsync(
                    productId, service.Name, currency, service.Unit, service.PriceUnit, service.Interval, service.Price, cancellation);
            }

            foreach (var (name, terms) in scenario.Plans)
            {
                _plans[$"{name} {currency}"] = await publisher.PublishAsync(terms, Currency.Parse(currency), productId, cancellation);
            }

            foreach (var customer in scenario.Customers.Where(one => one.Currency == currency))
            {
                var limit = customer.CreditLimit ?? (scenario.Classes[customer.Class].IsPrepaid ? 0 : 1_000_000);
                var (balanceId, accountId) = await book.AddCustomerAsync(
                    customer.Name, customer.Zone.Id, currency, limit, customer.Funds, clock.GetUtcNow(), productId, cancellation);
                var added = new Customer(customer, balanceId, accountId, _grains.GetGrain<IPayerGrain>(balanceId));
                _customers.Add(customer.Name, added);

                if (await TryAsync(() => added.Payer.OpenAsync(new(customer.Class, customer.IsTaxExempt, customer.AnchorDay))) is { Problem: { } problem })
                {
                    throw new CaseException($"customers.{customer.Name}", problem);
                }

                added.NextAt = (await TryAsync(added.Payer.AdvanceAsync)).NextAt;
            }
        }
    }

    // Each payer's next step is done at its own instant, as the cluster's sweep would have done it.
    private async Task AdvanceAsync(Instant to)
    {
        while (_customers.Values.Where(one => one.NextAt <= to).MinBy(one => one.NextAt) is { } next)
        {
            clock.Now = Instant.Max(clock.Now, next.NextAt!.Value);
            var reply = await TryAsync(next.Payer.AdvanceAsync);

            if (reply.Steps == 0 && reply.NextAt <= clock.Now)
            {
                throw new InvalidOperationException($"customer {next.Terms.Name} stands still at {clock.Now}");
            }

            next.NextAt = reply.NextAt;
        }

        clock.Now = to;
    }

    private async Task<T> TryAsync<T>(Func<Task<T>> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception) when (attempt < attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(attempt)); // the next activation reads what is stored
            }
        }
    }

    private sealed class Customer(ScenarioCustomer terms, long balanceId, long accountId, IPayerGrain payer)
    {
        public ScenarioCustomer Terms => terms;

        public long BalanceId => balanceId;

        public long AccountId => accountId;

        public IPayerGrain Payer => payer;

        public Instant? NextAt { get; set; }
    }
}
