using System.CommandLine;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Paging;
using Billing.Contracts.Payers;
using Billing.Core.Customers;
using Billing.Host.Composition;
using Billing.Host.Output;
using NodaTime.Text;

namespace Billing.Host.Verbs;

/// <summary><c>customer</c>: who is billed. Looked at as it is stored; opened and changed by the running cluster, as the portal does it.</summary>
internal static partial class CustomerVerb
{
    private static readonly string[] Columns = ["customer", "name", "e-mail", "class", "status", "product", ">accounts", ">balance", "currency", "since"];

    // The portal offers them though there are no terms for them yet.
    private static readonly string[] Offered = ["residential", "business", "wholesale"];

    private static readonly Argument<string> Customer = new("customer") { Description = "Its number, such as C-100007, or its id." };

    public static Command Create() => new("customer", "Customers: who is billed.")
    {
        List(), Details(), Open(), Set(), Suspend(), Lift(), Close(), Reopen(),
    };

    private static Command List()
    {
        var text = new Option<string?>("--search") { Description = "In the name, or the beginning of the number or e-mail address; any case." };
        var status = new Option<CustomerStatus?>("--status") { Description = "Only those that are Active, Suspended or Closed." };
        var of = new Option<string?>("--class") { Description = "Only those of this class." };
        var sort = new Option<CustomerSort>("--sort") { Description = "By Number, Name, CreatedAt, Status or Balance, that of the first." };
        var isDescending = new Option<bool>("--descending") { Description = "The largest or newest first." };
        var limit = Reading.LimitOption("The most rows to show.");
        var json = Reading.JsonOption();
        var list = new Command("list", "List customers.") { text, status, of, sort, isDescending, limit, json };
        list.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var rows = await RowsAsync(
                    services.GetRequiredService<ICustomerQuery>(),
                    new(parsed.GetValue(text), parsed.GetValue(status), parsed.GetValue(of)),
                    new(parsed.GetValue(sort), parsed.GetValue(isDescending)),
                    parsed.GetValue(limit),
                    cancellation);

                Show.Rows(
                    parsed.GetValue(json), rows, "no customer", Columns,
                    row =>
                    [
                        row.Number, row.Name, row.Email, row.Class, row.Status.ToString(), row.Product, FormattableString.Invariant($"{row.Accounts}"),
                        row.Balance is { } balance ? Show.Amount(balance, row.Currency) + (row.Balances > 1 ? FormattableString.Invariant($" and {row.Balances - 1} more") : "") : "",
                        row.Currency, Show.Time(row.CreatedAt.ToDateTimeOffset()),
                    ],
                    row => new
                    {
                        Id = row.CustomerId,
                        row.Number,
                        row.Name,
                        row.Email,
                        row.Class,
                        Status = row.Status.ToString(),
                        row.Product,
                        row.Accounts,
                        row.Balances,
                        row.BalanceId,
                        row.Balance,
                        row.Currency,
                        CreatedAt = InstantPattern.General.Format(row.CreatedAt),
                    });
            },
            cancellation));

        return list;
    }

    // As many pages as it takes: whoever lists all of them has them in one answer.
    private static async Task<IReadOnlyList<CustomerRow>> RowsAsync(
        ICustomerQuery customers, CustomerFilter filter, PageRequest<CustomerSort> request, int most, CancellationToken cancellation)
    {
        var rows = new List<CustomerRow>();

        do
        {
            var page = await customers.ListAsync(filter, request with { Size = int.Min(most - rows.Count, PageRequest<CustomerSort>.MostRows) }, cancellation);

            if (page.IsUnordered)
            {
                throw new UserException($"--sort: more than {RowCount.Limit} customers fit, which is too many by Balance; choose --search, --status or --class, or another order");
            }

            rows.AddRange(page.Rows);
            request = request with { Cursor = page.Next };
        }
        while (request.Cursor is not null && rows.Count < most);

        return rows;
    }

    private static Command Open()
    {
        var name = Typed.Text("name", "Of a person, or the one to ask for at a company.", 200);
        var operation = new Option<string?>("--operation") { Description = "A key of your own: the same again is the same customer." };
        var json = Reading.JsonOption();
        var open = new Command("open", "Make a customer; its accounts come then, with their balances.") { name };
        AddAll(open, [operation, json]);
        open.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                await using var cluster = await services.ClusterAsync(cancellation);
                var details = CustomerOptions.Apply(parsed, new(parsed.GetRequiredValue(name).Trim()));
                await CheckClassAsync(services, details.Class, cancellation);
                var reply = CustomerOptions.Named(await cluster.Grains.GetGrain<ICreationGrain>(parsed.GetValue(operation) ?? $"shell-{Guid.NewGuid():N}")
                    .CreateCustomerAsync(details, Reading.Who));
                Reading.Done(reply);
                var (_, view) = await FindAsync(cluster.Grains, reply.Id, parsed.GetRequiredValue(name));

                Show.Either(
                    parsed.GetValue(json), new { Id = reply.Id, view.Number, reply.WasDoneBefore }, () => Console.WriteLine($"{view.Number}: {(reply.WasDoneBefore ? "was opened before" : "done")}"));
            },
            cancellation));

        return open;
    }

    private static Command Set()
    {
        var name = new Option<string?>("--name") { Description = "Of a person, or the one to ask for at a company." };
        var set = new Command("set", "Change what is said of a customer; what is not said stays as it is.") { Customer, name };
        AddAll(set, []);
        set.SetAction((parsed, cancellation) => ChangeAsync(
            parsed,
            async (services, customer, view) =>
            {
                var before = view.Details;
                var details = CustomerOptions.Apply(parsed, before with { Name = parsed.GetValue(name)?.Trim() ?? before.Name });

                if (details.Class != before.Class)
                {
                    await CheckClassAsync(services, details.Class, cancellation);
                }

                return await customer.EditAsync(details, new(Reading.Who, view.Version));
            },
            "done",
            cancellation));

        return set;
    }

    private static void AddAll(Command command, IEnumerable<Option> more)
    {
        foreach (var option in CustomerOptions.All.Concat(more))
        {
            command.Add(option);
        }
    }

    // Any word is a class: of a misspelled one there are no terms, so that nobody would be billed by it.
    private static async Task CheckClassAsync(IServiceProvider services, string name, CancellationToken cancellation)
    {
        var known = Offered.Union(await services.GetRequiredService<IPayerQuery>().ClassesAsync(cancellation)).ToArray();

        if (!known.Contains(name))
        {
            throw new UserException($"--class: expected one of {string.Join(", ", known)}, not \"{name}\"");
        }
    }

    private static Task<int> ChangeAsync(
        ParseResult parsed, Func<IServiceProvider, ICustomerGrain, CustomerView, Task<ChangeReply>> change, string done, CancellationToken cancellation) => Reading.WithAsync(
        async services =>
        {
            var asked = parsed.GetRequiredValue(Customer);
            var customerId = (await services.CustomerAsync(asked, cancellation, "customer"))!.Value;
            await using var cluster = await services.ClusterAsync(cancellation);
            var (customer, view) = await FindAsync(cluster.Grains, customerId, asked);
            Reading.Done(CustomerOptions.Named(await change(services, customer, view)));
            Console.WriteLine($"{view.Number}: {done}");
        },
        cancellation);

    private static async Task<(ICustomerGrain Customer, CustomerView View)> FindAsync(IGrainFactory grains, long customerId, string asked)
    {
        var customer = grains.GetGrain<ICustomerGrain>(customerId);

        return (customer, await customer.GetAsync() ?? throw Missing(asked));
    }

    private static UserException Missing(string asked) => new($"customer: expected a customer's id or number such as C-100007, not \"{asked}\"");
}
