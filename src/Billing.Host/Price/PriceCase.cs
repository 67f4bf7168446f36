using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Billing.Core.Amounts;
using Billing.Core.Balances;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Host.Price;

/// <summary>One case of <c>billing price</c>: a payer and the sessions to price, one after the other.</summary>
/// <param name="Id">What the case calls itself, echoed; null: nothing.</param>
/// <param name="HasFunds">Whether the case says what the payer has; without that nothing is granted, only priced.</param>
internal sealed record PriceCase(
    JsonElement? Id, Currency Currency, Balance Opening, bool HasFunds, bool HasSessions, ImmutableArray<RehearsedSession> Sessions)
{
    private const string DefaultStart = "2026-01-01T00:00:00Z";
    private const decimal MostMoney = 10_000_000_000_000_000;

    /// <exception cref="CaseException">A field is not as it should be.</exception>
    public static PriceCase Read(JsonElement element)
    {
        var json = new CaseReader(element, "");
        var id = json.Find("id");
        json.Find("comment");
        var zone = Zone(json);
        var tariffs = Tariffs(json, zone);
        var groups = json.Fields("groups").ToDictionary(
            group => group.Name,
            group => group.Value.ValueKind is JsonValueKind.Array
                ? group.Value.EnumerateArray().Select(prefix => prefix.ToString()).ToArray()
                : throw new CaseException(group.Path, "expected a list of prefixes and keywords"),
            StringComparer.Ordinal);
        var accounts = new Dictionary<string, long>(StringComparer.Ordinal);
        long AccountOf(string name) => accounts.TryGetValue(name, out var known) ? known : accounts[name] = accounts.Count + 1;

        var list = json.List("sessions").ToList();
        var sessions = list.Count > 0
            ? [.. list.Select(item => Session(new(item.Value, item.Path), tariffs, groups, zone, AccountOf, isOwn: true))]
            : ImmutableArray.Create(Session(json, tariffs, groups, zone, AccountOf, isOwn: false));
        var currency = tariffs.Values.First().Currency;

        if (tariffs.FirstOrDefault(pair => pair.Value.Currency != currency) is { Key: { } other })
        {
            throw json.Error($"tariffs.{other}.currency", $"expected {currency}, as the other tariffs have: one balance has one currency");
        }

        var money = json.Find("funds") is { } funds ? new CaseReader(funds, "funds") : null;
        var beside = new FundsReader(zone, sessions.Min(session => session.StartAt), AccountOf).Read(json, money);
        var opening = OpeningOf(currency, money, beside);
        money?.Finish();
        json.Finish();

        return new(id, currency, opening, money is not null, list.Count > 0, sessions);
    }

    private static Balance OpeningOf(Currency currency, CaseReader? money, Funds beside) => new()
    {
        BalanceId = 1,
        Currency = currency,
        CreditLimit = money?.Decimal("creditLimit") switch
        {
            < 0 => throw money.Error("creditLimit", "expected zero or more"),
            > MostMoney => throw money.Error("creditLimit", $"expected no more than {MostMoney}"),
            var limit => limit ?? 0,
        },
        Posted = (money?.Decimal("money") switch
        {
            < -MostMoney or > MostMoney => throw money.Error("money", $"expected no more than {MostMoney}"),
            var sum => sum ?? 0,
        }) + beside.Allowances
            .Where(allowance => allowance.Kind is Core.Allowances.AllowanceKind.Promotion).Sum(allowance => allowance.Remaining),
        Version = 0,
        LastSequence = 0,
        Funds = beside,
    };

    private static DateTimeZone Zone(CaseReader json)
    {
        var name = json.Text("zone") ?? "UTC";

        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) ?? throw json.Error("zone", $"\"{name}\" is not in the time zone database");
    }

    private static Dictionary<string, Tariff> Tariffs(CaseReader json, DateTimeZone zone)
    {
        var tariffs = json.Fields("tariffs").ToDictionary(
            field => field.Name, field => TariffReader.Read(field.Value, field.Path, zone), StringComparer.Ordinal);

        if (json.Find("tariff") is { } only)
        {
            var tariff = TariffReader.Read(only, "tariff", zone);

            if (!tariffs.TryAdd(DefaultService(tariff.Unit), tariff))
            {
                throw json.Error("tariff", $"is for {DefaultService(tariff.Unit)}, for which tariffs has one too");
            }
        }

        return tariffs.Count > 0 ? tariffs : throw json.Error("tariff", "expected a tariff, or tariffs by service");
    }

    private static RehearsedSession Session(
        CaseReader json,
        Dictionary<string, Tariff> tariffs,
        Dictionary<string, string[]> groups,
        DateTimeZone zone,
        Func<string, long> accountOf,
        bool isOwn)
    {
        var service = json.Text("service") ?? tariffs.Keys.First();
        var tariff = tariffs.GetValueOrDefault(service)
            ?? (tariffs.Count == 1 ? tariffs.Values.First() : throw json.Error("service", $"has no tariff \"{service}\""));
        var start = json.Instant("start", zone) ?? CaseReader.Instant(DefaultStart, "start", zone);
        var destination = Destination(json);
        var session = new RehearsedSession(
            tariff,
            service,
            accountOf(json.TextOrNumber("account") ?? "1"),
            destination,
            GroupsOf(destination, groups),
            start,
            zone,
            Reports(json, tariff.Unit, start, zone),
            json.Whole("slice") switch
            {
                0 => throw json.Error("slice", "expected base units, 1 or more"),
                { } slice => long.Min(slice, RateLimits.MaxUnits),
                null => null,
            },
            json.Whole("longest") is { } longest ? long.Min(longest, RateLimits.MaxUnits) : RateLimits.MaxUnits);

        if (isOwn)
        {
            json.Find("comment");
            json.Finish();
        }

        return session;
    }

    // With "+" a number is E.164 already, as it is to the rules of gateways.
    private static string Destination(CaseReader json) => json.TextOrNumber("destination") switch
    {
        null => "",
        ['+', _, ..] number when number.Skip(1).All(char.IsAsciiDigit) => number[1..],
        ['+', ..] => throw json.Error("destination", "expected the digits of a number in E.164, or a keyword"),
        { } destination => destination,
    };

    private static ImmutableArray<string> GroupsOf(string destination, Dictionary<string, string[]> groups) =>
    [
        .. groups.Where(group => group.Value.Any(member => string.Equals(member, destination, StringComparison.OrdinalIgnoreCase)
            || (member.Length > 0 && member.All(char.IsAsciiDigit) && destination.StartsWith(member, StringComparison.Ordinal))))
            .Select(group => group.Key),
    ];

    private static ImmutableArray<(long, Instant)> Reports(CaseReader json, Unit unit, Instant start, DateTimeZone zone)
    {
        Instant After(long seconds) => start + Duration.FromSeconds(long.Min(seconds, 3_000_000_000));

        var reports = json.List("reports").Select(item =>
        {
            if (item.Value.ValueKind is not JsonValueKind.Object)
            {
                var total = Usage(item.Value, item.Path);

                return (total, After(unit is Unit.Second ? total : 0));
            }

            var report = new CaseReader(item.Value, item.Path);
            var used = report.Find("usage") is { } value ? Usage(value, report.At("usage")) : throw report.Error("usage", "expected the cumulative usage");
            var at = report.Instant("at", zone) ?? (report.Whole("after") is { } after ? After(after) : After(unit is Unit.Second ? used : 0));
            report.Finish();

            return (used, at);
        }).ToImmutableArray();

        if (json.Find("usage") is { } usage)
        {
            if (!reports.IsEmpty)
            {
                throw json.Error("usage", "expected usage or reports, not both");
            }

            var total = Usage(usage, json.At("usage"));

            return [(total, After(json.Whole("duration") ?? (unit is Unit.Second ? total : 0)))];
        }

        return !reports.IsEmpty ? reports : throw json.Error("usage", "expected base units (seconds, bytes, events), or reports");
    }

    // Call lengths are often written as 3:47 or 1:03:47.
    private static long Usage(JsonElement value, string path)
    {
        if (value.ValueKind is JsonValueKind.String && value.GetString()!.Split(':') is { Length: 2 or 3 } parts)
        {
            return parts.Aggregate(0L, (sum, part) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? sum * 60 + number
                : throw new CaseException(path, "expected base units, or a length such as 3:47"));
        }

        return CaseReader.Whole(value, path) is var total && total <= RateLimits.MaxUnits
            ? total
            : throw new CaseException(path, $"expected no more than {RateLimits.MaxUnits}");
    }

    private static string DefaultService(Unit unit) => unit switch
    {
        Unit.Second => "voice",
        Unit.Byte => "data",
        _ => "messages",
    };
}
