using System.CommandLine;
using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Host.Composition;
using Billing.Host.Output;
using Billing.Host.Tariffs;
using Billing.Postgres.Tariffs;
using NodaTime;

namespace Billing.Host.Verbs;

/// <summary><c>rates import</c> and <c>rates export</c>: price lists as CSV; <c>rates changes</c> and <c>rates revert</c>.</summary>
internal static partial class RatesVerb
{
    public static Command Create() => new("rates", "Price lists: import and export the rates of a tariff as CSV; list the changes, take one back.") { Import(), Export(), Changes(), Revert() };

    private static Command Import()
    {
        var tariff = TariffArgument();
        var file = new Argument<string>("FILE.csv") { Description = "Comma, semicolon or tab separated, UTF-8; the first line names the columns." };
        var mode = new Option<ImportMode>("--mode")
        {
            Description = "add: the rows come to the rates that are there; replace: the tariff has the rows and no others.",
            DefaultValueFactory = _ => ImportMode.Add,
        };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would happen, and write nothing." };
        var from = DateOption("--effective-from", "When rows without a date take effect (2026-12-31, or with a time; UTC). Default: now.");
        var skip = new Option<bool>("--skip-bad") { Description = "Import the good rows although others are bad." };
        var errors = new Option<string?>("--errors") { Description = "Write the rejected rows with their reasons to this CSV file." };
        var create = new Option<bool>("--create") { Description = "Make the tariff; needs --currency and --unit." };
        var currency = new Option<string?>("--currency") { Description = "Of a new tariff: ISO 4217, such as USD." };
        var unit = new Option<Unit?>("--unit") { Description = "Of a new tariff: second, byte or event." };
        var priceUnit = new Option<long?>("--price-unit") { Description = "Base units that a price is for. Default: 60 seconds, 1 event." };
        var intervals = new Option<string?>("--intervals") { Description = "Intervals of rows that have none, such as 60/6. Default: one price unit." };
        var json = Reading.JsonOption();
        var command = new Command("import", "Import a price list: all of it or nothing. It is the tariff's next version, live at once.")
        {
            tariff, file, mode, dry, from, skip, errors, create, currency, unit, priceUnit, intervals, json,
        };
        command.Validators.Add(result =>
        {
            var (wantsNew, hasCurrency, hasUnit) = (result.GetValue(create), result.GetValue(currency) is not null, result.GetResult(unit) is not null);

            if (wantsNew ? !(hasCurrency && hasUnit) : hasCurrency || hasUnit)
            {
                result.AddError("--create needs --currency and --unit, and they need --create");
            }
            else if (result.GetValue(currency) is { } code && !Currency.TryParse(code, out _))
            {
                result.AddError($"--currency: \"{code}\" is not a currency: expected three capital letters of ISO 4217, such as USD");
            }
            else if (result.GetValue(errors) is { Length: > 0 } rejected && result.GetValue(file) is { Length: > 0 } list
                && Path.GetFullPath(rejected) == Path.GetFullPath(list))
            {
                result.AddError("--errors: expected another file than the one that is imported");
            }
        });
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var tariffs = services.GetRequiredService<TariffPublisher>();
                var now = Now(services);
                var known = parsed.GetValue(create)
                    ? await NewAsync(tariffs, parsed.GetRequiredValue(tariff), Currency.Parse(parsed.GetValue(currency)!), parsed.GetValue(unit)!.Value, cancellation)
                    : await KnownAsync(tariffs, parsed.GetRequiredValue(tariff), cancellation);
                var ofTariff = ImportTerms.For(known, parsed.GetValue(from) ?? now);
                var terms = ofTariff with
                {
                    IsDateChosen = parsed.GetValue(from) is not null,
                    PriceUnitSize = parsed.GetValue(priceUnit) ?? ofTariff.PriceUnitSize,
                    Intervals = parsed.GetValue(intervals),
                };
                var options = new RateImportOptions(
                    parsed.GetRequiredValue(file), parsed.GetValue(mode), parsed.GetValue(dry), parsed.GetValue(skip), parsed.GetValue(errors));
                var result = await ProgressBar.RunAsync(progress => Task.Run(
                    () => new RateImport(tariffs, Reading.Who, now).RunAsync(known, terms, options, progress, cancellation), cancellation));

                return Tell(result, parsed.GetValue(json));
            },
            cancellation));

        return command;
    }

    private static Command Export()
    {
        var tariff = TariffArgument();
        var asOf = DateOption("--as-of", "Only what is in force then: one row a destination. Default: every rate of the newest version.");
        var output = new Option<string?>("--output") { Description = "The file to write. Default: standard output." };
        var command = new Command("export", "Export a tariff's rates as CSV that imports as the same rates.") { tariff, asOf, output };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var known = await KnownAsync(services.GetRequiredService<TariffPublisher>(), parsed.GetRequiredValue(tariff), cancellation);
                var rates = parsed.GetValue(asOf) is { } at ? PriceListText.InForce(known, at) : known.Rates;

                if (parsed.GetValue(output) is { } path)
                {
                    await using var file = new StreamWriter(path);
                    Console.WriteLine($"{RateExport.Write(known, rates, file)} rates of {known.Name}, version {known.Version}, in {path}");
                }
                else
                {
                    RateExport.Write(known, rates, Console.Out);
                }
            },
            cancellation));

        return command;
    }

    private static int Tell(RateImportResult result, bool json)
    {
        if (json)
        {
            RateImportReport.PrintJson(result);
        }
        else
        {
            RateImportReport.Print(result);
        }

        if (!result.IsRefused)
        {
            return 0;
        }

        Console.Error.WriteLine(
            $"billing: {result.Rejected} of {result.Lines} rows are bad, so nothing {(result.Options.IsDry ? "would be" : "was")} imported; --skip-bad imports the others");

        return 1;
    }

    private static async Task<Tariff> KnownAsync(TariffPublisher tariffs, string name, CancellationToken cancellation) =>
        await tariffs.FindAsync(name, cancellation)
            ?? throw new UserException($"no tariff is called \"{name}\"; ./billing tariff show lists them, --create makes one");

    private static async Task<Tariff> NewAsync(
        TariffPublisher tariffs, string name, Currency currency, Unit unit, CancellationToken cancellation) =>
        await tariffs.FindAsync(name, cancellation) is null
            ? ((TariffOutcome.Built)new TariffBuilder(0, 0, name, currency, unit).Build()).Tariff
            : throw new UserException($"there is a tariff \"{name}\" already; leave out --create");

    // Where the unit does not say it, prices are for what all of the tariff's prices are for.
    // Whole seconds: what a file says comes back as it was.
    private static Instant Now(IServiceProvider services) =>
        Instant.FromUnixTimeSeconds(services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds());

    private static Argument<string> TariffArgument() => Typed.Text("TARIFF", "The tariff's name.", 100);

    private static Option<Instant?> DateOption(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (ImportTerms.TryParseDate(result.Tokens[0].Value, out var date, out var error))
            {
                return date;
            }

            result.AddError($"{name}: {error}");

            return null;
        },
    };
}
