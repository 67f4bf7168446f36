using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Cases of a scenario, each a customer of its own, with what each is charged: instant, kind, amount and days, as it is told.</summary>
internal static class ChargeTable
{
    /// <param name="cases">A customer's name begins its first line: <c>name 2026-06-11 fee 20 06-11..07-01</c>.</param>
    public static async Task<Told> CheckAsync(MigratedPostgres postgres, string json, string cases)
    {
        var told = await Told.OfAsync(postgres, json);
        var rows = cases.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var (name, expected) = ("", new List<string>());

        foreach (var row in rows)
        {
            if (row.IndexOf(' ', StringComparison.Ordinal) is var end && !char.IsAsciiDigit(row[0]))
            {
                name = row[..end];
            }

            expected.Add($"{name} {(char.IsAsciiDigit(row[0]) ? row : row[end..].TrimStart())}");
        }

        var customers = expected.Select(one => one[..one.IndexOf(' ', StringComparison.Ordinal)]).Distinct();
        Assert.Equal(expected, customers.SelectMany(customer => told.Charges(customer).Select(charge => $"{customer} {charge}")));

        return told;
    }
}
