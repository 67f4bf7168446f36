using System.CommandLine;
using Billing.Contracts.Records;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>tariff show</c>: the tariffs, or one with its rates.</summary>
internal static class TariffVerb
{
    private static readonly string[] TariffColumns = ["tariff", "currency", "unit", ">version", ">rates"];
    private static readonly string[] RateColumns = ["destination", "status", "in force from", "until", ">connect fee", ">price unit", "prices"];

    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = "A tariff; none: all of them.", Arity = ArgumentArity.ZeroOrOne };
        var limit = Reading.LimitOption();
        var json = Reading.JsonOption();
        var show = new Command("show", "Show tariffs, or the rates of one.") { name, limit, json };
        show.SetAction((parsed, cancellation) => Reading.WithAsync(
            services => parsed.GetValue(name) is { } tariff
                ? RatesAsync(services, tariff, parsed.GetValue(limit), parsed.GetValue(json), cancellation)
                : TariffsAsync(services, parsed.GetValue(json), cancellation),
            cancellation));

        return new("tariff", "Tariffs and rates.") { show };
    }

    private static async Task TariffsAsync(IServiceProvider services, bool json, CancellationToken cancellation)
    {
        var tariffs = await services.GetRequiredService<IRecordQuery>().TariffsAsync(cancellation);

        Show.Rows(json, tariffs, "no tariff", TariffColumns, t => [t.Name, t.Currency, t.Unit, $"{t.Version}", $"{t.Rates}"]);
    }

    private static async Task RatesAsync(IServiceProvider services, string tariff, int limit, bool json, CancellationToken cancellation)
    {
        var records = services.GetRequiredService<IRecordQuery>();
        var known = (await records.TariffsAsync(cancellation)).FirstOrDefault(t => t.Name == tariff)
            ?? throw new UserException($"no tariff is called \"{tariff}\"; ./billing tariff show lists them");
        var rates = await records.RatesAsync(tariff, limit, cancellation);

        Show.Either(json, new { tariff = known, rates }, () => Show.Table(
            rates,
            "no rate",
            RateColumns,
            r =>
            [
                r.Destination, r.Status, Show.Time(r.EffectiveFrom), Show.Time(r.EffectiveTo), Show.Amount(r.ConnectFee, known.Currency),
                $"{r.PriceUnitSize} {known.Unit}s", r.Prices,
            ]));
    }
}
