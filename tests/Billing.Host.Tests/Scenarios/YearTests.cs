using System.Text.Json;
using System.Text.RegularExpressions;
using Billing.Core.Balances;
using Billing.Grains.Balances;
using Billing.Grains.Payers;
using Billing.Host.Scenarios;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime.Text;

namespace Billing.Host.Tests.Scenarios;

/// <summary>A year of a small operator, over month ends, a leap day and both changes of daylight saving.</summary>
public sealed partial class YearTests(MigratedPostgres postgres)
{
    private const int Seed = 20_280_229;

    [Fact]
    public Task A_year_in_which_every_eighth_commit_fails_or_is_lost_bills_the_same_to_the_cent_and_as_computed_by_hand() => LiveAsync(customers: 12);

    // Run by its name: it takes minutes.
    [Fact(Explicit = true)]
    public Task The_same_of_200_customers() => LiveAsync(customers: 200 - YearTable.Customers.Length);

    private async Task LiveAsync(int customers)
    {
        var json = Year(customers);
        var faults = new Faults(new Random(Seed));

        // At once: each waits for its disk most of the time.
        var years = await Task.WhenAll(Told.OfAsync(postgres, json), Told.OfAsync(postgres, json, faults.Into, attempts: 40));
        var (plain, hurt) = (years[0], years[1]);

        foreach (var (name, _, _, _, invoices) in YearTable.Customers)
        {
            Assert.Equal(YearTable.Rows(invoices).Prepend(name), plain.Bills(name).Prepend(name));
        }

        Assert.True(faults.Count > 100, $"{faults.Count} faults");
        Assert.All(plain.Names, name => Assert.Equal(Unnumbered(plain.Customer(name)), Unnumbered(hurt.Customer(name))));
        Assert.Contains("\"paid\"", plain.Customers, StringComparison.Ordinal);
        Assert.Contains("\"unfunded\"", plain.Customers, StringComparison.Ordinal);
        Assert.Contains("\"suspend\"", plain.Customers, StringComparison.Ordinal);
        Assert.Contains("2028-02-29", plain.Customers, StringComparison.Ordinal);
    }

    // Which of two customers whose periods close at the same instant gets the next number is chance; so is whether a fee that a payment
    // lets go on is posted before the next payment of that instant. The audit has computed what the balance was after each.
    private static string Unnumbered(JsonElement customer) => Number().Replace(
        string.Join('\n', customer.EnumerateObject().Where(part => part.Name != "ledger").Select(part => part.Value.GetRawText()).Concat(Entries(customer))),
        "a number");

    private static IEnumerable<string> Entries(JsonElement customer) => customer.GetProperty("ledger").EnumerateArray()
        .Select(one => $"{one.GetProperty("at")} {one.GetProperty("reason")} {one.GetProperty("amount")}").Order(StringComparer.Ordinal);

    [GeneratedRegex("INV-[0-9]{6}")]
    private static partial Regex Number();

    private static string Year(int customers)
    {
        var year = new ScenarioYear(customers, Seed);

        foreach (var (name, terms) in YearTable.Classes)
        {
            year.Classes.Add(name, terms);
        }

        foreach (var (name, terms) in YearTable.Plans)
        {
            year.Plans.Add(name, terms);
        }

        foreach (var (name, kind, funds, lived, _) in YearTable.Customers)
        {
            year.Customers.Add(name, new { @class = kind, funds });

            foreach (var (at, what) in lived)
            {
                year.Add(LocalDateTimePattern.GeneralIso.Parse(at).Value, YearTable.Step(name, what));
            }
        }

        return year.Json();
    }

    internal sealed class Faults(Random random)
    {
        private readonly Lock _turn = new();

        public int Count { get; private set; }

        public void Into(IServiceCollection services)
        {
            Around<IJournal>(services, journal => new LossyJournal(journal, this));
            Around<IPayerStore>(services, store => LossyStore.Of(store, this));
        }

        /// <summary>0: nothing goes wrong; 1: it is not written; 2: it is, and nobody hears of it.</summary>
        public int Next()
        {
            lock (_turn)
            {
                var next = random.Next(16);
                Count += next is 1 or 2 ? 1 : 0;

                return next;
            }
        }

        private static void Around<T>(IServiceCollection services, Func<T, T> around)
            where T : class
        {
            var inner = services.Last(service => service.ServiceType == typeof(T));
            services.Remove(inner);
            services.AddSingleton(provider => around((T)(inner.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
        }
    }

    private sealed class LossyJournal(IJournal journal, Faults faults) : IJournal
    {
        public async Task AppendAsync(Posting posting)
        {
            await journal.AppendAsync(posting);

            if (faults.Next() == 2)
            {
                throw new CommitUnknownException("the answer was lost", null);
            }
        }
    }
}
