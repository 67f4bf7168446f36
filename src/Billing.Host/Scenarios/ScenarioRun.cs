using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Host.Price;
using Billing.Postgres.Demo;
using Billing.Postgres.Payers;
using NodaTime;

namespace Billing.Host.Scenarios;

/// <summary>Runs a scenario: sets it up, moves the clock from step to step, and on the way does what is due when it is due.</summary>
/// <param name="attempts">How often a call that fails is made: it has an operation id, or is harmless when made again.</param>
/// <param name="progress">Where it is noted how far it has come; null: nowhere, and it always begins at the beginning.</param>
internal sealed partial class ScenarioRun(
    Scenario scenario, ScenarioClock clock, IServiceProvider services, int attempts = 1, ScenarioProgress? progress = null)
{
    private readonly Dictionary<string, Customer> _customers = [];
    private readonly Dictionary<string, long> _plans = [];
    private readonly Dictionary<string, (string Customer, long Id)> _subscriptions = [];
    private readonly Dictionary<string, (string Customer, long Id)> _coupons = [];
    private readonly Dictionary<string, string[]> _vouchers = [];
    private readonly Dictionary<string, (string Customer, string OperationId)> _uses = [];
    private readonly IGrainFactory _grains = services.GetRequiredService<IGrainFactory>();

    // The step that is being done, and what it made that later steps speak of.
    private int _step;
    private ScenarioBook.Named? _made;

    // The first step that a process before this one did not note as done: it may be done all the same.
    private int? _doubtful;

    /// <summary>The whole scenario, or what is left of it.</summary>
    /// <remarks>
    /// What a killed process was at is done again: every order has an operation id that is made of its step's number, or finds that
    /// it is so already. The clock is what it was, so that it all happens at the same instants.
    /// </remarks>
    /// <returns>What is printed.</returns>
    public async Task<ScenarioReport> RunAsync(CancellationToken cancellation)
    {
        var steps = await GoOnAsync(cancellation) ?? await BeginAsync(cancellation);

        for (_step = steps.Count; _step < scenario.Steps.Count; _step++)
        {
            var step = scenario.Steps[_step];

            if (step.At < clock.Now)
            {
                throw new CaseException($"{step.Path}.at", $"expected {clock.Now} or later: steps are in the order of time");
            }

            await AdvanceAsync(step.At ?? clock.Now);
            _made = null;
            var answer = await DoAsync(step, cancellation);
            await WorkAsync();
            steps.Add(progress is null ? answer : await progress.DoneAsync(_step, answer, _made));
        }

        await AdvanceAsync(scenario.Until is { } until && until > clock.Now ? until : clock.Now);

        return await ReportAsync(steps, cancellation);
    }

    private async Task<List<object>?> GoOnAsync(CancellationToken cancellation)
    {
        if (progress is null || await progress.FindAsync(cancellation) is not { } found)
        {
            return null;
        }

        clock.Now = found.Now;
        _doubtful = found.Answers.Count;

        foreach (var (name, planId) in found.Book.Plans)
        {
            _plans.Add(name, planId);
        }

        foreach (var made in found.Made)
        {
            Name(made);
        }

        foreach (var (name, (balanceId, accountId)) in found.Book.Customers)
        {
            var customer = new Customer(scenario.Customers.First(one => one.Name == name), balanceId, accountId, _grains.GetGrain<IPayerGrain>(balanceId));
            _customers.Add(name, customer);
            customer.NextAt = (await TryAsync(customer.Payer.AdvanceAsync)).NextAt;
            await LookAtWalletAsync(customer);
        }

        return [.. found.Answers.Select(answer => (object)answer)];
    }

    private async Task<List<object>> BeginAsync(CancellationToken cancellation)
    {
        await SetUpAsync(cancellation);

        if (progress is not null)
        {
            await progress.BeginAsync(clock.Now, new(_plans, _customers.ToDictionary(one => one.Key, one => new ScenarioBook.Customer(one.Value.BalanceId, one.Value.AccountId))));
        }

        return [];
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

    // Each payer's next step is done at its own instant, as the cluster's sweeps would have done it.
    private async Task AdvanceAsync(Instant to)
    {
        while (_customers.Values.Where(one => one.DueAt <= to).MinBy(one => one.DueAt) is { } next)
        {
            await MoveAsync(Instant.Max(clock.Now, next.DueAt!.Value));

            if (next.NextAt <= clock.Now)
            {
                var reply = await TryAsync(next.Payer.AdvanceAsync);

                if (reply.Steps == 0 && reply.NextAt <= clock.Now)
                {
                    throw new InvalidOperationException($"customer {next.Terms.Name} stands still at {clock.Now}");
                }

                next.NextAt = reply.NextAt;
            }

            await WorkAsync(next);
        }

        await MoveAsync(to);
    }

    private async Task MoveAsync(Instant to)
    {
        if (progress is not null && to > clock.Now)
        {
            await progress.MoveAsync(to);
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

        /// <summary>When something of what is billed is due.</summary>
        public Instant? NextAt { get; set; }

        /// <summary>When something may have to be paid without asking; null: nothing ever is.</summary>
        public Instant? WalletAt { get; set; }

        public Instant? DueAt => NextAt is { } next && WalletAt is { } wallet ? Instant.Min(next, wallet) : NextAt ?? WalletAt;
    }
}
