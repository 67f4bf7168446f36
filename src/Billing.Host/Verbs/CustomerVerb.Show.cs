using System.CommandLine;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Customers;
using Billing.Contracts.Invoices;
using Billing.Grains.Customers;
using Billing.Host.Output;
using Billing.Postgres;
using NodaTime.Text;

namespace Billing.Host.Verbs;

// One customer: who it is, how its balances stand, what is taken off its invoices.
internal static partial class CustomerVerb
{
    private const int MostInvoices = 500;

    private static readonly string[] BalanceColumns =
        [">balance", ">available", ">posted", ">credit limit", ">unpaid", ">invoices", "currency", ">accounts", ">sessions", "billed as", "state"];

    private static Command Details()
    {
        var json = Reading.JsonOption();
        var show = new Command("show", "Show a customer with its balances, what is unpaid, and its coupons.") { Customer, json };
        show.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var asked = parsed.GetRequiredValue(Customer);
                var customerId = (await services.CustomerAsync(asked, cancellation, "customer"))!.Value;
                var view = await services.GetRequiredService<ICustomerStore>().GetAsync(customerId) ?? throw Missing(asked);
                var standings = await StandingsAsync(services, customerId, cancellation);

                Show.Either(parsed.GetValue(json), Shown(view, standings), () => Tell(view, standings));
            },
            cancellation,
            services => services.AddBillingStores()));

        return show;
    }

    private static async Task<IReadOnlyList<Standing>> StandingsAsync(IServiceProvider services, long customerId, CancellationToken cancellation)
    {
        var invoices = services.GetRequiredService<IInvoiceQuery>();
        var rows = await services.GetRequiredService<IFundsQuery>().BalancesAsync(Scope.Everything, customerId, cancellation);
        var funds = await services.FundsAsync([.. rows.Select(row => row.BalanceId)], cancellation);
        var standings = new List<Standing>();

        foreach (var (row, one) in rows.Zip(funds))
        {
            standings.Add(new(
                row,
                one,
                await invoices.PayerAsync(row.BalanceId, cancellation),
                await UnpaidAsync(invoices, row.BalanceId, cancellation),
                await invoices.CouponsAsync(row.BalanceId, cancellation)));
        }

        return standings;
    }

    private static async Task<IReadOnlyList<InvoiceRecord>> UnpaidAsync(IInvoiceQuery invoices, long balanceId, CancellationToken cancellation)
    {
        var unpaid = new List<InvoiceRecord>();
        IReadOnlyList<InvoiceRecord> page;
        long? after = null;

        do
        {
            page = await invoices.PageAsync(new(balanceId, OnlyOpen: true), after, MostInvoices, cancellation);
            unpaid.AddRange(page.Where(invoice => invoice.Total > invoice.Settled));
            after = page.Count == 0 ? null : page[^1].InvoiceId;
        }
        while (page.Count == MostInvoices);

        return unpaid;
    }

    private static void Tell(CustomerView view, IReadOnlyList<Standing> standings)
    {
        var details = view.Details;
        var until = view.SuspendedUntil is { } at ? $" until {InstantPattern.General.Format(at)}" : "";
        Console.WriteLine($"{view.Number} {details.Name}  ({view.Status}{until}, {details.Class}, since {Show.Time(view.CreatedAt.ToDateTimeOffset())})");

        foreach (var (name, text) in new (string, string?)[]
        {
            ("reason", view.StatusReason), ("company", details.Company), ("e-mail", details.Email), ("phone", details.Phone), ("address", AddressOf(details)),
            ("tax number", details.TaxNumber), ("on invoices", details.InvoiceNote), ("reference", details.ExternalReference), ("zone", details.ZoneId),
            ("culture", details.Culture), ("currency", details.Currency), ("sessions", details.MaxSessions is { } most ? FormattableString.Invariant($"{most} at once") : null),
            ("usage", details.ListsUsage switch { true => "one by one on invoices", false => "not one by one on invoices", null => null }), ("notes", details.Notes),
        })
        {
            if (!string.IsNullOrEmpty(text))
            {
                Console.WriteLine($"  {name,-12} {text.ReplaceLineEndings(" ")}");
            }
        }

        Show.Table(standings, "no balance yet: it is made with the first account", BalanceColumns, one =>
        [
            Text(one.Row.BalanceId), Show.Amount(one.Funds.Available, one.Funds.Currency), Show.Amount(one.Funds.Posted, one.Funds.Currency),
            Show.Amount(one.Funds.CreditLimit, one.Funds.Currency), Show.Amount(one.Unpaid, one.Funds.Currency), Text(one.Invoices.Count), one.Funds.Currency,
            Text(one.Row.Accounts), Text(one.Row.OpenSessions),
            one.Payer is { } payer ? $"{payer.Class}{(payer.IsTaxExempt ? ", pays no taxes" : "")}" : "", string.Join(", ", States(one)),
        ]);

        foreach (var one in standings.Where(one => one.Coupons.Count > 0))
        {
            Console.WriteLine($"coupons of balance {Text(one.Row.BalanceId)}");
            Show.Table(one.Coupons, "", CouponVerb.Columns, CouponVerb.Cells);
        }
    }

    private static object Shown(CustomerView view, IReadOnlyList<Standing> standings) => new
    {
        Id = view.CustomerId,
        view.Number,
        Status = view.Status.ToString(),
        SuspendedUntil = view.SuspendedUntil is { } until ? InstantPattern.General.Format(until) : null,
        view.StatusReason,
        CreatedAt = InstantPattern.General.Format(view.CreatedAt),
        view.Details.Name,
        view.Details.Company,
        view.Details.Email,
        view.Details.Phone,
        view.Details.Address,
        view.Details.Class,
        Zone = view.Details.ZoneId,
        view.Details.Culture,
        view.Details.Currency,
        Reference = view.Details.ExternalReference,
        view.Details.TaxNumber,
        view.Details.InvoiceNote,
        view.Details.Notes,
        view.Details.MaxSessions,
        view.Details.ListsUsage,
        Balances = standings.Select(one => new
        {
            one.Row.BalanceId,
            one.Funds.Currency,
            one.Funds.Posted,
            one.Funds.Held,
            one.Funds.Unsettled,
            one.Funds.Available,
            one.Funds.CreditLimit,
            one.Funds.IsLimited,
            one.Unpaid,
            UnpaidInvoices = one.Invoices.Select(invoice => invoice.Number),
            one.Row.Accounts,
            one.Row.OpenSessions,
            one.Payer?.Class,
            one.Payer?.IsTaxExempt,
            Dunning = one.Payer?.DunningLevel,
            one.Payer?.Parked,
            Coupons = one.Coupons.Select(CouponVerb.Shown),
        }),
    };

    private static IEnumerable<string> States(Standing one)
    {
        if (one.Payer?.DunningLevel is { } level)
        {
            yield return $"dunning: {level}";
        }

        if (one.Funds.IsLimited)
        {
            yield return "limited";
        }

        if (one.Payer?.Parked is { } why)
        {
            yield return $"parked: {why}";
        }
    }

    private static string? AddressOf(CustomerDetails details) => details.Address is { } address
        ? string.Join(", ", new[] { address.Street, $"{address.PostalCode} {address.City}".Trim(), address.Region, address.Country }.Where(part => !string.IsNullOrEmpty(part)))
        : null;

    private static string Text(long number) => FormattableString.Invariant($"{number}");

    /// <param name="Payer">Null: it is not billed.</param>
    /// <param name="Invoices">Those that are not settled.</param>
    private sealed record Standing(
        BalanceRow Row, BalanceView Funds, PayerRecord? Payer, IReadOnlyList<InvoiceRecord> Invoices, IReadOnlyList<CouponRecord> Coupons)
    {
        /// <summary>In the balance's currency.</summary>
        public decimal Unpaid => Invoices.Sum(invoice => invoice.Total - invoice.Settled);
    }
}
