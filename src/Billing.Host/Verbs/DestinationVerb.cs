using System.CommandLine;
using Billing.Contracts.Destinations;
using Billing.Grains.Nodes;
using Billing.Host.Composition;
using Billing.Host.Output;
using Billing.Postgres;

namespace Billing.Host.Verbs;

/// <summary><c>destination find</c>: where a number is, and which destination groups it is in.</summary>
internal static class DestinationVerb
{
    public static Command Create()
    {
        var number = new Argument<string>("number") { Description = "A number in E.164, or a keyword such as ONNET." };
        var json = Reading.JsonOption();
        var find = new Command("find", "Find what a number is called and which destination groups it is in.") { number, json };
        find.SetAction((parsed, cancellation) => Reading.WithAsync(
            services => FindAsync(services, parsed.GetRequiredValue(number).TrimStart('+'), parsed.GetValue(json), cancellation),
            cancellation,
            services => services.AddBillingStores()));

        return new("destination", "The destination catalogue.") { find };
    }

    private static async Task FindAsync(IServiceProvider services, string number, bool json, CancellationToken cancellation)
    {
        var destination = await services.GetRequiredService<IDestinationQuery>().FindAsync(number, cancellation);
        var groups = (await services.GetRequiredService<INumberingStore>().LoadAsync(cancellation)).Groups.Of(number);

        if (destination is null && groups.IsEmpty)
        {
            throw new UserException($"nothing is known of {number}: it is in no destination group, and the catalogue has no prefix of it");
        }

        Show.Either(json, new { number, destination, groups }, () => Console.WriteLine($"""
            {number}
              destination  {(destination is null ? "not in the catalogue" : $"{destination.Prefix}  {destination.Description}, {destination.Country}")}
              groups       {(groups.IsEmpty ? "none" : string.Join(", ", groups))}
            """));
    }
}
