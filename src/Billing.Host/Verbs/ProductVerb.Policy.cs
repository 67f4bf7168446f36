using System.CommandLine;
using System.Globalization;
using Billing.Contracts.Products;
using Billing.Contracts.Tariffs;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

// What gateways apply to data sessions of accounts that have a product: a speed, at ordinary times and in periods of the day.
internal static partial class ProductVerb
{
    private static readonly string[] PolicyColumns = ["when", "policy"];

    private static Command Policy()
    {
        var ordinary = new Option<string?>("--ordinary") { Description = "The policy as gateways know it, such as 10M/10M (from the user/to the user)." };
        var periods = new Option<string?>("--periods") { Description = "The period set that the windows are of: its name or number." };
        var windows = new Option<string[]>("--window") { Description = "Another policy in a period of the set: night=20M/20M. May be repeated." };
        var none = new Option<bool>("--none") { Description = "The product has no policy any more." };
        var json = Reading.JsonOption();
        var command = new Command(
            "policy",
            "Show what gateways apply to data sessions of accounts with a product, or change it, at once and past its draft; running sessions are told.")
        {
            Product, ordinary, periods, windows, none, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var (speed, set, texts, isNone) =
                (parsed.GetValue(ordinary), parsed.GetValue(periods), parsed.GetValue(windows) ?? [], parsed.GetValue(none));

            if (speed is null && set is null && texts.Length == 0 && !isNone)
            {
                return OnAsync(parsed, product => ShowPolicyAsync(product, parsed.GetValue(json)), cancellation);
            }

            if (isNone && ((speed ?? set) is not null || texts.Length > 0))
            {
                throw new UserException("--none: expected without --ordinary, --periods and --window");
            }

            PolicyWindow[] parts = [.. texts.Select(Window)];

            return ChangeAsync(parsed, async (product, edit) => await product.Grain.SetPolicyAsync(
                isNone ? null : new(speed, await PeriodSetAsync(product, set), [.. parts]), edit), cancellation);
        });

        return command;
    }

    private static PolicyWindow Window(string text) => text.IndexOf('=', StringComparison.Ordinal) is var mark and > 0 && mark < text.Length - 1
        ? new(text[..mark].Trim(), text[(mark + 1)..].Trim())
        : throw new UserException($"--window: expected the name of a period and its policy, such as night=20M/20M, not \"{text}\"");

    // A set is never changed: another one of the same name is the newer one.
    private static async Task<long?> PeriodSetAsync(Edited product, string? set)
    {
        if (set is null)
        {
            return null;
        }

        var sets = await product.Services.GetRequiredService<ITariffQuery>().PeriodSetsAsync(product.Cancellation);

        return sets.Where(one => one.Name == set || one.PeriodSetId.ToString(CultureInfo.InvariantCulture) == set).MaxBy(one => one.PeriodSetId)?.PeriodSetId
            ?? throw new UserException($"--periods: expected the name or number of a period set, not \"{set}\"");
    }

    private static async Task<int> ShowPolicyAsync(Edited product, bool json)
    {
        var policy = await product.Grain.PolicyAsync();
        (string When, string Policy)[] rows = policy is null
            ? []
            : [("ordinary", policy.Ordinary ?? "the gateway's own"), .. policy.Windows.Select(window => (window.Period, window.Policy))];
        Show.Either(json, new { policy }, () => Show.Table(
            rows, "it has no policy: gateways apply their ordinary one", PolicyColumns, row => [row.When, row.Policy]));

        return 0;
    }
}
