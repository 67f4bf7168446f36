using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Customers;
using Billing.Contracts.Destinations;
using Billing.Contracts.Nodes;
using Billing.Contracts.Paging;
using Billing.Contracts.Products;
using Billing.Contracts.Records;
using Billing.Contracts.Search;
using Billing.Contracts.Sessions;
using Billing.Contracts.Suspense;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Usage;
using Billing.Core.Accounts;
using Billing.Core.Balances;
using Billing.Core.Customers;
using Billing.Host.Composition;
using NodaTime;

namespace Billing.Host.Bench;

/// <summary>Every list and search of the portal, with the filters that cost most.</summary>
internal static partial class ReadCases
{
    private static readonly string[] Searches =
        ["kwame mor", "ana", "C-1000", "+351 9000 010", "00351900000007", "268010000000007", "10.64.0.8", "351900000007", "mobile", "Prepaid", "demo-7-1", "zzzz", "INV-017", "Transfer 000001"];

    public static async Task<IReadOnlyList<ReadCase>> OfAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var cases = new List<ReadCase>();
        var now = SystemClock.Instance.GetCurrentInstant();
        var accounts = services.GetRequiredService<IAccountQuery>();
        var page = await accounts.ListAsync(
            Scope.Everything, new(Product: "Mobile 20 GB"), new(AccountSort.AccountId, IsDescending: true), cancellation);

        if (page.Rows is not [var some, ..])
        {
            throw new UserException("there is nothing to read: make it with ./billing demo --size large");
        }

        void Add(string what, Func<CancellationToken, Task<int>> ask) => cases.Add(new(what, ask));

        Directories(services, some, Add);
        var call = await services.GetRequiredService<IXdrQuery>().ListAsync(
            Scope.Everything, new(now - Duration.FromDays(30), now, Service: "voice"), new(Size: 1), cancellation);
        Traffic(services, some, call.Rows is [{ Peer: { } peer }, ..] ? peer : "380670000001", now, Add);
        Money(services, some, now, Add);
        Books(services, some, now, Add);
        await CatalogueAsync(services, now, Add, cancellation);

        foreach (var text in Searches)
        {
            Add($"search \"{text}\"", async stop => (await services.GetRequiredService<ISearchQuery>().FindAsync(text, stop)).Sum(group => group.Hits.Count));
        }

        return cases;
    }

    private static void Directories(IServiceProvider services, AccountRow some, Action<string, Func<CancellationToken, Task<int>>> add)
    {
        var customers = services.GetRequiredService<ICustomerQuery>();
        var accounts = services.GetRequiredService<IAccountQuery>();

        foreach (var sort in Enum.GetValues<CustomerSort>().Except([CustomerSort.Balance]))
        {
            add($"customers by {sort}", async stop => (await customers.ListAsync(new(), new(sort), stop)).Rows.Count);
            add($"customers by {sort}, newest first, counted", async stop =>
                (await customers.ListAsync(new(), new(sort, IsDescending: true, IsCounted: true), stop)).Rows.Count);
        }

        AddDeep("customers, the 20th page", (cursor, stop) => customers.ListAsync(new(), new(CustomerSort.Name, Cursor: cursor), stop), add);

        foreach (var filter in new CustomerFilter[]
        {
            new("an"), new("kwame"), new("anaïs nov"), new("C-10012"), new("kwame.moreau7"), new("nobody at all"),
            new(Status: CustomerStatus.Closed), new(Class: "business"), new(Class: "none"), new("silva", CustomerStatus.Suspended),
            new("silva"), new("ana"), new("moreau"),
        })
        {
            add($"customers with {filter.Text} {filter.Status} {filter.Class}", async stop =>
                (await customers.ListAsync(filter, new(CustomerSort.Name, IsCounted: true), stop)).Rows.Count);
        }

        add("customers by Balance with kwame moreau", async stop =>
            (await customers.ListAsync(new("kwame moreau"), new(CustomerSort.Balance, IsDescending: true, IsCounted: true), stop)).Rows.Count);
        add("customer", async stop => await customers.FindAsync(Scope.OfCustomer(some.CustomerId), some.CustomerId, stop) is null ? 0 : 1);

        foreach (var filter in new AccountFilter[]
        {
            new(), new("351"), new("+351 900 00"), new("26801000"), new(CustomerId: some.CustomerId), new(Product: "SIP Trunk 30 US"), new(Service: "roaming"),
            new(Status: AccountStatus.Suspended),
        })
        {
            add($"accounts with {filter.Text} {filter.Product} {filter.Service} {filter.Status}", async stop =>
                (await accounts.ListAsync(Scope.Everything, filter, new(IsCounted: true), stop)).Rows.Count);
        }
    }

    private static void Traffic(
        IServiceProvider services, AccountRow some, string called, Instant now, Action<string, Func<CancellationToken, Task<int>>> add)
    {
        var sessions = services.GetRequiredService<ISessionQuery>();
        var records = services.GetRequiredService<IXdrQuery>();
        var month = new XdrFilter(now - Duration.FromDays(30), now);

        foreach (var filter in new SessionFilter[]
        {
            new(), new(Service: "roaming"), new(Account: "+351 9000"), new(Account: "351900000101"), new(CustomerId: some.CustomerId),
            new(Peer: "38067"), new(FramedAddress: "10.64.0.8"), new(AuthorizedBefore: now - Duration.FromHours(6)),
        })
        {
            add($"open sessions with {filter}".Replace("SessionFilter ", "", StringComparison.Ordinal), async stop =>
                (await sessions.OpenAsync(Scope.Everything, filter, new(IsDescending: true, IsCounted: true), stop)).Rows.Count);
        }

        foreach (var (name, scope, filter) in new (string, Scope, XdrFilter)[]
        {
            ("", Scope.Everything, month),
            (" of an account", Scope.OfAccount(some.AccountId), month),
            (" of a customer", Scope.OfCustomer(some.CustomerId), month),
            (" of an account to a place", Scope.OfAccount(some.AccountId), month with { Text = "mobile" }),
            (" of a customer to a part of a number", Scope.OfCustomer(some.CustomerId), month with { Text = called[2..] }),
            (" of a service", Scope.Everything, month with { Service = "messages" }),
            (" to 23480", Scope.Everything, month with { Destination = "23480" }),
            (" to nowhere", Scope.Everything, month with { Destination = "999" }),
            (" from 4.00", Scope.Everything, month with { MinimumCost = 4m }),
            (" from 4000.00", Scope.Everything, month with { MinimumCost = 4000m }),
            (" unrated", Scope.Everything, month with { IsUnrated = true }),
            (" by a called number", Scope.Everything, month with { Called = called }),
            (" by a calling number", Scope.Everything, month with { Calling = "351900000107" }),
        })
        {
            add("records" + name, async stop => (await records.ListAsync(scope, filter, new(IsDescending: true), stop)).Rows.Count);
            add("totals of records" + name, async stop => (await records.TotalsAsync(scope, filter, stop)).Services.Count);
        }

        AddDeep(
            "records, the 20th page",
            (cursor, stop) => records.ListAsync(Scope.Everything, month, new(IsDescending: true, Cursor: cursor), stop),
            add);
        add("record in full", async stop =>
        {
            var page = await records.ListAsync(Scope.OfAccount(some.AccountId), month, new(IsDescending: true, Size: 1), stop);

            return page.Rows is [var row] && await records.FindAsync(Scope.OfAccount(some.AccountId), row.SessionId, row.Part, stop) is not null ? 1 : 0;
        });
        add("suspense", async stop => (await services.GetRequiredService<ISuspenseQuery>().ListAsync(new(), new(IsDescending: true), stop)).Rows.Count);
    }

    private static void Money(IServiceProvider services, AccountRow some, Instant now, Action<string, Func<CancellationToken, Task<int>>> add)
    {
        var ledger = services.GetRequiredService<ILedgerQuery>();
        var usage = services.GetRequiredService<IUsageQuery>();
        var today = now.InUtc().Date;
        add("statement", async stop => (await ledger.StatementAsync(
            Scope.OfCustomer(some.CustomerId), some.BalanceId, new(), new(IsDescending: true, IsCounted: true), stop)).Rows.Count);
        add("statement with a text", async stop => (await ledger.StatementAsync(
            Scope.OfCustomer(some.CustomerId), some.BalanceId, new(Typed: new("3806", 3806, [], ["voice"], IsPayers: true)), new(IsDescending: true, IsCounted: true), stop)).Rows.Count);
        add("payments of a statement", async stop => (await ledger.StatementAsync(
            Scope.Everything, some.BalanceId, new(Reason: LedgerReason.TopUp), new(IsDescending: true), stop)).Rows.Count);
        add("operations", async stop => (await ledger.OperationsAsync(Scope.Everything, new(HasMoney: true), new(IsDescending: true), stop)).Rows.Count);
        add("operations of a customer", async stop => (await ledger.OperationsAsync(
            Scope.OfCustomer(some.CustomerId), new(), new(IsDescending: true), stop)).Rows.Count);
        add("balances of a customer", async stop =>
            (await services.GetRequiredService<IFundsQuery>().BalancesAsync(Scope.Everything, some.CustomerId, stop)).Count);
        add("usage per day of an account", async stop =>
            (await usage.PerDayAsync(Scope.OfAccount(some.AccountId), new(today.PlusDays(-60), today, some.AccountId), stop)).Count);
        add("usage per day of a customer", async stop =>
            (await usage.PerDayAsync(Scope.OfCustomer(some.CustomerId), new(today.PlusDays(-60), today, CustomerId: some.CustomerId), stop)).Count);
        add("dashboard", async stop =>
            (await services.GetRequiredService<IDashboardQuery>().ShowAsync(DateTimeZoneProviders.Tzdb["Europe/Lisbon"], now, stop)).ChargedPerDay.Count);
    }

    private static async Task CatalogueAsync(
        IServiceProvider services, Instant now, Action<string, Func<CancellationToken, Task<int>>> add, CancellationToken cancellation)
    {
        var tariffs = services.GetRequiredService<ITariffQuery>();
        var destinations = services.GetRequiredService<IDestinationQuery>();
        var nodes = services.GetRequiredService<INodeQuery>();
        add("products", async stop => (await services.GetRequiredService<IProductQuery>().ListAsync(new(), new(IsCounted: true), stop)).Rows.Count);
        add("tariffs", async stop => (await tariffs.ListAsync(new(), new(IsCounted: true), stop)).Rows.Count);
        add("period sets", async stop => (await tariffs.PeriodSetsAsync(stop)).Count);
        add("planned changes", async stop => (await tariffs.PlannedAsync(now, now + Duration.FromDays(60), stop)).Count);

        if ((await tariffs.ListAsync(new("wholesale"), new(), cancellation)).Rows is [var large, ..])
        {
            var total = (await tariffs.RatesAsync(large.TariffId, now, new(), 0, 1, cancellation)).Total;
            add("rates, the first", async stop => (await tariffs.FirstRatesAsync(large.TariffId, now, new(), 50, stop)).Rows.Count);
            add("rates, in the middle", async stop => (await tariffs.RatesAsync(large.TariffId, now, new(), total / 2, 50, stop)).Rows.Count);
            add("rates, the last", async stop => (await tariffs.RatesAsync(large.TariffId, now, new(), total - 50, 50, stop)).Rows.Count);
            add("rates at a new date", async stop => (await tariffs.FirstRatesAsync(
                large.TariffId, now + Duration.FromMinutes(System.Random.Shared.Next(100_000)), new(), 50, stop)).Rows.Count);
            add("rates of 3510", async stop => (await tariffs.RatesAsync(large.TariffId, now, new("3510"), 0, 50, stop)).Rows.Count);
            add("rates of mobiles", async stop => (await tariffs.RatesAsync(large.TariffId, now, new(Text: "mobile"), 0, 50, stop)).Rows.Count);
            add("history of a rate", async stop => (await tariffs.HistoryAsync(large.TariffId, "35100000", stop)).Count);
        }

        add("destinations", async stop => (await destinations.ListAsync(new(), new(IsCounted: true), stop)).Rows.Count);
        add("destinations with mobile", async stop =>
            (await destinations.ListAsync(new("mobile"), new(DestinationSort.Description, IsCounted: true), stop)).Rows.Count);
        add("destination groups", async stop => (await destinations.GroupsAsync(stop)).Count);
        add("gateways", async stop => (await nodes.RowsAsync(stop)).Count);
        add("number rules", async stop => (await nodes.NumberRulesAsync(null, stop)).Count);
        add("emergency numbers", async stop => (await nodes.EmergencyNumbersAsync(stop)).Count);
    }

    /// <summary>A page far behind the first; the way to it is gone once and not measured.</summary>
    private static void AddDeep<T>(
        string what, Func<string?, CancellationToken, Task<Page<T>>> ask, Action<string, Func<CancellationToken, Task<int>>> add)
    {
        var (place, isThere) = ((string?)null, false);
        add(what, async stop =>
        {
            for (var page = 1; page < 20 && !isThere; page++)
            {
                place = (await ask(place, stop)).Next ?? place;
            }

            isThere = true;

            return (await ask(place, stop)).Rows.Count;
        });
    }
}
