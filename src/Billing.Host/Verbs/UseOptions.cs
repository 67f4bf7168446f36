using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Contracts.Destinations;
using Billing.Host.Composition;

namespace Billing.Host.Verbs;

/// <summary>What an allowance or a discount is for, as it is said at the shell: one use by options, or the uses of a pool.</summary>
internal static class UseOptions
{
    public static readonly Option<string?> Service = new("--service") { Description = "The service's key, such as messages; default: any service." };

    public static readonly Option<string?> Group = new("--group") { Description = "A destination group that it is for." };

    public static readonly Option<UseOrder[]> Uses = new("--use")
    {
        Description = "A use of a pool: service[:group[:period]]=weight, such as voice=1 or messages:local=60. Once for each; * is any service.",
        CustomParser = Parse,
        DefaultValueFactory = _ => [],
    };

    /// <summary>The uses with the catalogue's names; at least one.</summary>
    /// <param name="isShared">Whether other accounts of the payer, which may have other services, use it as well.</param>
    /// <exception cref="UserException">A service that the account does not have, or a group that is not there; the option is named.</exception>
    public static Task<UseOrder[]> ReadAsync(ParseResult parsed, Ordering ordering, bool isShared) =>
        ReadAsync(parsed, ordering.Services, ServicesOf(ordering, isShared), ordering.Cancellation);

    /// <param name="find">What is wrong with a service, after "expected"; null: nothing is.</param>
    public static async Task<UseOrder[]> ReadAsync(
        ParseResult parsed, IServiceProvider services, Func<string, Task<string?>> find, CancellationToken cancellation)
    {
        var (service, group, uses) = (parsed.GetValue(Service), parsed.GetValue(Group), parsed.GetValue(Uses)!);

        if (uses.Length > 0 && (service ?? group) is not null)
        {
            throw new UserException("--use: expected either --use or --service and --group, not both");
        }

        if (uses.Length > 0)
        {
            return await CheckedAsync(uses, "--use", "--use", services, find, cancellation);
        }

        return await CheckedAsync([new(service, group, null, 1)], "--service", "--group", services, find, cancellation);
    }

    /// <summary>The one use of a discount.</summary>
    public static Task<UseOrder> ReadOneAsync(ParseResult parsed, Ordering ordering, bool isShared) =>
        ReadOneAsync(parsed, ordering.Services, ServicesOf(ordering, isShared), ordering.Cancellation);

    public static async Task<UseOrder> ReadOneAsync(
        ParseResult parsed, IServiceProvider services, Func<string, Task<string?>> find, CancellationToken cancellation) => (await CheckedAsync(
            [new(parsed.GetValue(Service), parsed.GetValue(Group), null, 1)], "--service", "--group", services, find, cancellation))[0];

    private static Func<string, Task<string?>> ServicesOf(Ordering ordering, bool isShared) => async service =>
        !isShared && await ordering.TermsAsync() is var terms && terms.For(service) is null
            ? $"a service that the account has ({string.Join(", ", terms.Services.Select(one => one.Service))})"
            : null;

    private static async Task<UseOrder[]> CheckedAsync(
        UseOrder[] uses,
        string serviceOption,
        string groupOption,
        IServiceProvider services,
        Func<string, Task<string?>> find,
        CancellationToken cancellation)
    {
        foreach (var service in uses.Select(use => use.Service).OfType<string>())
        {
            if (await find(service) is { } expected)
            {
                throw new UserException($"{serviceOption}: expected {expected}, not \"{service}\"");
            }
        }

        if (!Array.Exists(uses, use => use.DestinationGroup is not null))
        {
            return uses;
        }

        string[] groups =
            [.. (await services.GetRequiredService<IDestinationQuery>().GroupsAsync(cancellation)).Select(group => group.Name)];

        // The catalogue's spelling: usage is compared with it to the letter.
        return Array.ConvertAll(uses, use => use.DestinationGroup is not { } name ? use : use with
        {
            DestinationGroup = Array.Find(groups, group => string.Equals(group, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new UserException($"{groupOption}: expected a destination group ({(groups.Length == 0 ? "there is none" : string.Join(", ", groups))}), not \"{name}\""),
        });
    }

    private static UseOrder[] Parse(ArgumentResult result)
    {
        var uses = new List<UseOrder>();

        foreach (var token in result.Tokens)
        {
            var at = token.Value.LastIndexOf('=');
            var parts = at < 0 ? [] : token.Value[..at].Split(':');

            if (parts.Length is >= 1 and <= 3
                && Array.TrueForAll(parts, part => part.Length > 0)
                && decimal.TryParse(token.Value.AsSpan(at + 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight))
            {
                uses.Add(new(parts[0] == "*" ? null : parts[0], parts.ElementAtOrDefault(1), parts.ElementAtOrDefault(2), weight));
            }
            else
            {
                result.AddError($"--use: expected service[:group[:period]]=weight such as messages:local=60, not \"{token.Value}\"");
            }
        }

        return [.. uses];
    }
}
