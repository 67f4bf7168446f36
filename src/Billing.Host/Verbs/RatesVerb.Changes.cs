using System.CommandLine;
using System.Globalization;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Tariffs;
using Billing.Host.Composition;
using Billing.Host.Output;
using Billing.Postgres.Tariffs;

namespace Billing.Host.Verbs;

// Each change of rates is a version: they are listed, and one is taken back as a whole.
internal static partial class RatesVerb
{
    private static readonly string[] ChangeColumns = [">version", "at", "by", "what", "taken back in"];

    private static Command Changes()
    {
        var tariff = TariffArgument();
        var limit = Reading.LimitOption();
        var json = Reading.JsonOption();
        var command = new Command("changes", "List the changes of a tariff's rates: imports, changes of many prices, entries.") { tariff, limit, json };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var known = await KnownAsync(services.GetRequiredService<TariffPublisher>(), parsed.GetRequiredValue(tariff), cancellation);
                var rows = await services.GetRequiredService<ITariffQuery>().ChangesAsync(known.TariffId, null, parsed.GetValue(limit), cancellation);

                Show.Rows(
                    parsed.GetValue(json), rows, "no change of its rates is in the audit log", ChangeColumns,
                    row => [Text(row.Version), Show.Time(row.At.ToDateTimeOffset()), row.By, row.What, row.RevertedIn is { } version ? Text(version) : ""]);
            },
            cancellation));

        return command;
    }

    private static Command Revert()
    {
        var tariff = TariffArgument();
        var version = new Argument<int>("VERSION") { Description = "The version whose changes are taken back: rates changes TARIFF lists them." };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would happen, and write nothing." };
        var command = new Command(
            "revert",
            "Take back all that one version did to rates. What is not in force yet goes; what is ends now, and what was charged stays. "
            + "What was changed again since stays as it is.") { tariff, version, dry };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            services => RevertAsync(services, parsed.GetRequiredValue(tariff), parsed.GetValue(version), parsed.GetValue(dry), cancellation), cancellation));

        return command;
    }

    private static async Task RevertAsync(IServiceProvider services, string name, int version, bool isDry, CancellationToken cancellation)
    {
        var tariffs = services.GetRequiredService<TariffPublisher>();
        var now = Now(services);
        var known = await KnownAsync(tariffs, name, cancellation);
        var set = await services.GetRequiredService<ITariffStore>().LoadChangeAsync(known.TariffId, version)
            ?? throw new UserException($"version {version} of {name} changed no rates; ./billing rates changes \"{name}\" lists those that did");
        var reversal = RateReversal.Of(known, set, now);
        Check(reversal, name, version);

        if (!isDry)
        {
            var publication = await tariffs.PublishAsync(
                known,
                newest => Check(reversal = RateReversal.Of(newest, set, now), name, version),
                (_, _, _) => { },
                cancellation,
                new(Reading.Who, $"take back version {version} of", now, version));
            known = publication.Version == known.Version ? known : await KnownAsync(tariffs, name, cancellation);
        }

        Console.WriteLine(
            $"{reversal.Withdrawn} rates go before they are in force, {reversal.Ended} end now, {reversal.Restored} come back; "
            + $"{reversal.Kept} destinations were changed again since and stay as they are");
        Console.WriteLine(isDry ? "nothing was written" : $"{name} is at version {known.Version}: version {version} is taken back");
    }

    private static RateChanges Check(RateReversal reversal, string name, int version) => reversal switch
    {
        { LostPeriod: { } period } => throw new UserException(
            $"a rate that would come back has a price for the period \"{period}\", which {name} knows no more; nothing was done"),
        { Changes.IsEmpty: true } => throw new UserException($"of version {version} of {name} there is nothing left to take back; nothing was done"),
        _ => reversal.Changes,
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
