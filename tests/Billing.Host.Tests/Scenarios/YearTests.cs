using System.Text.Json;
using System.Text.RegularExpressions;
using Billing.Core.Balances;
using Billing.Grains.Balances;
using Billing.Grains.Payers;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;

namespace Billing.Host.Tests.Scenarios;

/// <summary>A year of a small operator, over month ends, a leap day and both changes of daylight saving.</summary>
public sealed partial class YearTests(MigratedPostgres postgres)
{
    private const int Seed = 20_280_229;

    [Fact]
    public Task A_year_in_which_every_eighth_commit_fails_or_is_lost_bills_the_same_to_the_cent_and_as_computed_by_hand() => LiveAsync(customers: 16);

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

    // Which of two customers whose periods close at the same instant gets the next number is chance.
    private static string Unnumbered(JsonElement customer) => Number().Replace(customer.GetRawText(), "a number");

    [GeneratedRegex("INV-[0-9]{6}")]
    private static partial Regex Number();

    private static string Year(int customers)
    {
        var random = new Random(Seed);
        var steps = new List<(LocalDateTime At, Dictionary<string, object> Step)>();
        var people = YearTable.Customers.ToDictionary(one => one.Name, one => (object)new { @class = one.Class, funds = one.Funds });
        string[] classes = ["postpaid", "anniversary", "prepaid", "weekly"];
        string[] plans = ["monthly", "yearly", "arrears", "daily", "anniversary", "trial", "term"];

        for (var i = 0; i < customers; i++)
        {
            var name = $"c{i:00}";
            people[name] = new { @class = classes[i % 4], funds = classes[i % 4] == "prepaid" ? 25 : 0, anchorDay = i % 31 + 1, taxExempt = i % 5 == 0 };

            for (var n = 0; n <= i % 3; n++)
            {
                var begin = new LocalDateTime(2027, 11, 1, 9, 0).PlusDays(random.Next(60)).PlusMinutes(random.Next(600));
                var subscription = $"{name}-{n}";
                Add(begin, new() { ["do"] = "subscribe", ["customer"] = name, ["plan"] = plans[random.Next(plans.Length)], ["as"] = subscription, ["anchorDay"] = 31 - i % 4 });
                Add(begin.PlusDays(40 + random.Next(60)), new() { ["do"] = "change", ["subscription"] = subscription, ["plan"] = plans[random.Next(plans.Length)], ["quantity"] = 1 + random.Next(3) });

                if (n == 1)
                {
                    Add(begin.PlusDays(120), new() { ["do"] = "pause", ["subscription"] = subscription });
                    Add(begin.PlusDays(135), new() { ["do"] = "resume", ["subscription"] = subscription });
                }

                if (n == 2)
                {
                    Add(begin.PlusDays(150), new() { ["do"] = "cancel", ["subscription"] = subscription });
                }
            }

            for (var month = 0; month < 12; month++)
            {
                var day = new LocalDateTime(2027, 11, 2, 12, 0).PlusMonths(month).PlusDays(random.Next(24));

                if (random.Next(4) > 0)
                {
                    Add(day, new() { ["do"] = "pay", ["customer"] = name, ["amount"] = 10 + random.Next(60) });
                }

                Add(day.PlusHours(5), new() { ["do"] = "use", ["customer"] = name, ["service"] = "voice", ["units"] = 30 + random.Next(2000) });
            }
        }

        foreach (var (name, _, _, lived, _) in YearTable.Customers)
        {
            foreach (var (at, what) in lived)
            {
                Add(LocalDateTimePattern.GeneralIso.Parse(at).Value, YearTable.Step(name, what));
            }
        }

        return JsonSerializer.Serialize(new
        {
            zone = "America/New_York",
            start = "2027-11-01",
            until = "2028-11-10",
            classes = new Dictionary<string, object>(YearTable.Classes)
            {
                ["postpaid"] = new
                {
                    taxes = new[] { new { name = "State", percent = 6.25 }, new { name = "City", percent = 1.5 } },
                    reactivationFee = 5,
                    dunning = new object[] { new { days = 1, action = "remind" }, new { days = 7, action = "late-fee", amount = 2, percent = 1.5 }, new { days = 15, action = "suspend" } },
                },
                ["anniversary"] = new { every = "anniversary", taxes = new[] { new { name = "VAT", percent = 19 } }, taxInclusive = true, rounding = "half-even" },
                ["prepaid"] = new { prepaid = true },
                ["weekly"] = new { every = "weekly", closingDelayHours = 0, amountDue = "total", rounding = "away-from-zero" },
            },
            plans = new Dictionary<string, object>(YearTable.Plans)
            {
                ["monthly"] = new { fee = 29.99, waivedWhileSuspended = true },
                ["yearly"] = new { fee = 199, every = "anniversary", count = 12 },
                ["arrears"] = new { fee = 19.95, model = "in-arrears" },
                ["daily"] = new { fee = 10, model = "progressive" },
                ["anniversary"] = new { fee = 12.5, every = "anniversary", activationFee = 3 },
                ["trial"] = new { fee = 15, every = "anniversary", trialDays = 14, discounts = new[] { new { periods = 2, percent = 33 } } },
                ["term"] = new { fee = 20, minimumTermMonths = 9, earlyEnd = "remaining-fees" },
            },
            services = new { voice = new { unit = "second", price = 0.07, interval = 6 } },
            customers = people,
            steps = steps.OrderBy(one => one.At).Select(one => one.Step),
        });

        void Add(LocalDateTime at, Dictionary<string, object> step)
        {
            step["at"] = at.ToString("uuuu-MM-dd'T'HH:mm:ss", null);
            steps.Add((at, step));
        }
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
