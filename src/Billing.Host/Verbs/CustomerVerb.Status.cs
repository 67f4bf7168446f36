using System.CommandLine;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Customers;
using Billing.Contracts.Invoices;
using Billing.Core.Customers;
using Billing.Host.Composition;
using NodaTime;
using NodaTime.Text;

namespace Billing.Host.Verbs;

// Suspending, lifting, closing, opening again: each from the states from which the portal offers it.
internal static partial class CustomerVerb
{
    private static readonly Option<string> Reason = Typed.TextOption("--reason", "Why, for the staff and the audit log.", 500, isRequired: true);

    private static Command Suspend()
    {
        var until = new Option<string?>("--until") { Description = "When it lifts by itself: a day such as 2026-12-31, by the customer's clock, or a time such as 2026-12-31T12:00:00Z; else when somebody lifts it." };
        var suspend = new Command("suspend", "No account of it begins anything until that is lifted; what runs ends at its next report.") { Customer, Reason, until };
        suspend.SetAction((parsed, cancellation) => SetAsync(
            parsed, CustomerStatus.Suspended, [CustomerStatus.Active], view => parsed.GetValue(until) is { } text ? When(text, view.Details.ZoneId) : null, "suspended", cancellation));

        return suspend;
    }

    private static Command Lift()
    {
        var lift = new Command("lift", "End a suspension: accounts that are not blocked themselves work again at once.") { Customer };
        lift.SetAction((parsed, cancellation) => SetAsync(parsed, CustomerStatus.Active, [CustomerStatus.Suspended], _ => null, "active", cancellation));

        return lift;
    }

    private static Command Close()
    {
        var preview = new Option<bool>("--preview") { Description = "Only show what would end for good." };
        var close = new Command("close", "Close a customer: its subscriptions end for good, its balances and records stay.") { Customer, Reason, preview };
        close.SetAction((parsed, cancellation) => parsed.GetValue(preview)
            ? Reading.WithAsync(
                async services =>
                {
                    var asked = parsed.GetRequiredValue(Customer);
                    var customerId = (await services.CustomerAsync(asked, cancellation, "customer"))!.Value;
                    var found = await services.GetRequiredService<ICustomerQuery>().FindAsync(Scope.Everything, customerId, cancellation) ?? throw Missing(asked);
                    var ends = await EndsAsync(services, customerId, cancellation);
                    Console.WriteLine($"{found.Customer.Number}: {(ends.Count == 0 ? "nothing ends for good" : $"{string.Join(", ", ends)} would end for good")}; nothing was changed");
                },
                cancellation)
            : SetAsync(parsed, CustomerStatus.Closed, [CustomerStatus.Active, CustomerStatus.Suspended], _ => null, "closed", cancellation));

        return close;
    }

    private static Command Reopen()
    {
        var reopen = new Command("reopen", "Open a closed customer again; what ended with the closing does not begin again.") { Customer };
        reopen.SetAction((parsed, cancellation) => SetAsync(parsed, CustomerStatus.Active, [CustomerStatus.Closed], _ => null, "active", cancellation));

        return reopen;
    }

    private static Task<int> SetAsync(
        ParseResult parsed, CustomerStatus status, CustomerStatus[] from, Func<CustomerView, Instant?> until, string done, CancellationToken cancellation) => ChangeAsync(
        parsed,
        (_, customer, view) => from.Contains(view.Status)
            ? customer.SetStatusAsync(new(
                status, until(view), status is CustomerStatus.Active ? null : parsed.GetRequiredValue(Reason), new(Reading.Who, view.Version)))
            : throw new UserException($"customer: expected one that is {string.Join(" or ", from).ToLowerInvariant()}, and {view.Number} is {view.Status.ToString().ToLowerInvariant()}"),
        done,
        cancellation);

    private static Instant When(string text, string zoneId) => LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var day)
        ? DateTimeZoneProviders.Tzdb[zoneId].AtStartOfDay(day).ToInstant()
        : MoneyVerb.When(text, "--until")!.Value;

    private static async Task<IReadOnlyList<string>> EndsAsync(IServiceProvider services, long customerId, CancellationToken cancellation)
    {
        var (invoices, now) = (services.GetRequiredService<IInvoiceQuery>(), services.GetRequiredService<TimeProvider>().Now());
        var plans = new List<string>();

        foreach (var balance in await services.GetRequiredService<IFundsQuery>().BalancesAsync(Scope.Everything, customerId, cancellation))
        {
            plans.AddRange((await invoices.SubscriptionsAsync(balance.BalanceId, now, cancellation)).Where(one => one.State != "ended").Select(one => one.Plan));
        }

        return plans;
    }
}
