using System.CommandLine;
using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Core.Balances;
using Billing.Host.Composition;

namespace Billing.Host.Verbs;

// What it ends is named as funds show names it.
internal static partial class FundsVerb
{
    private static Command End()
    {
        var what = new Argument<string>("what") { Description = "The name of a plan or a discount, or its number: see funds show." };
        var isDiscount = new Option<bool>("--discount") { Description = "It is a discount, not a plan." };
        var at = new Option<string?>("--at") { Description = "A date or time in UTC; default: now." };
        var command = new Command("end", "End a plan of allowances or a discount; what a plan has given stays until it expires.")
        {
            MoneyVerb.Account, what, isDiscount, at, MoneyVerb.OperationId, Json,
        };

        return command.Defines(async (parsed, order) =>
        {
            var kind = parsed.GetValue(isDiscount) ? DefinedKind.Discount : DefinedKind.Plan;

            return new EndOrder(
                order.OperationId, kind, await NumberAsync(order, kind, parsed.GetRequiredValue(what)), MoneyVerb.When(parsed.GetValue(at), "--at"));
        });
    }

    private static async Task<long> NumberAsync(Ordering order, DefinedKind kind, string what)
    {
        var now = order.Services.GetRequiredService<TimeProvider>().Now();
        var funds = await order.Services.GetRequiredService<IFundsQuery>().FindAsync(order.Account.BalanceId, now, order.Cancellation);
        var all = kind is DefinedKind.Plan
            ? funds?.Funds.Plans.Select(plan => (Number: plan.PlanId, plan.Template.Name, plan.EndsAt))
            : funds?.Funds.Discounts.Select(plan => (Number: plan.DiscountId, plan.Name, plan.EndsAt));
        var named = (all ?? []).Where(one => one.Name == what && !(one.EndsAt <= now)).Select(one => one.Number).ToList();

        return named switch
        {
            [var number] => number,
            [] when long.TryParse(what, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
            [] => throw new UserException($"what: expected the name or number of a {Word(kind)} that has not ended, not \"{what}\""),
            _ => throw new UserException($"what: several are called \"{what}\"; expected one of the numbers {string.Join(", ", named)}"),
        };
    }

    private static string Word(DefinedKind kind) => kind is DefinedKind.Plan ? "plan" : "discount (--discount)";
}
