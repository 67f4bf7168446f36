using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Host.Output;
using Billing.Host.Price;

namespace Billing.Host.Verbs;

/// <summary><c>funds</c>: allowance plans, discounts, spending limits and credit of a balance, by the running cluster.</summary>
internal static partial class FundsVerb
{
    internal static readonly Option<string> Label = new("--name") { Description = "What it is called.", Required = true };
    internal static readonly Option<bool> Shared = new("--shared") { Description = "For every account of the payer together, not this one only." };
    internal static readonly Option<int> Precedence = new("--precedence") { Description = "Smaller numbers are looked at first." };
    private static readonly Option<bool> Json = Reading.JsonOption();

    public static Command Create() => new("funds", "Plans of allowances, discounts, spending limits and credit; each order is done once.")
    {
        Plan(),
        Discount(),
        Limit(),
        Increase(),
        CreditLimit(),
        End(),
        ShowFunds(),
    };

    private static Command Plan()
    {
        var every = Period("--every", PeriodKind.Monthly);
        var rollOver = new Option<int>("--roll-over") { Description = "How many further periods the rest of one is good for: 0 to 3." };
        var prorate = new Option<bool>("--prorate") { Description = "A first, partial period gets only its share, by days." };
        var isMoney = new Option<bool>("--money") { Description = "It is money reserved to the usage, not units." };
        var exhaustion = new Option<Exhaustion>("--then") { Description = "What happens when it is used up: PayAsYouGo, Block or Limit." };
        var policy = new Option<string?>("--policy") { Description = "The gateway's policy then, for Limit." };
        var starts = new Option<string?>("--starts") { Description = "A date or time in UTC; default: now." };
        var ends = new Option<string?>("--ends") { Description = "A date or time in UTC from which on no period begins." };
        var command = new Command("plan", "Give an allowance anew each period: base units (seconds, bytes, events), or reserved money.")
        {
            MoneyVerb.Account, MoneyVerb.Amount, Label, UseOptions.Service, UseOptions.Group, UseOptions.Uses, every, rollOver, prorate, isMoney,
            Shared, Precedence, exhaustion, policy, starts, ends, MoneyVerb.OperationId, Json,
        };

        return command.Defines(async (parsed, order) => new PlanOrder(
            order.OperationId,
            parsed.GetRequiredValue(Label),
            parsed.GetValue(isMoney) ? AllowanceKind.Money : AllowanceKind.Units,
            parsed.GetValue(MoneyVerb.Amount),
            [.. await UseOptions.ReadAsync(parsed, order, parsed.GetValue(Shared))],
            parsed.GetValue(Shared) ? null : order.Account.AccountId,
            parsed.GetValue(Precedence),
            parsed.GetValue(exhaustion),
            parsed.GetValue(policy),
            parsed.GetValue(every),
            parsed.GetValue(rollOver),
            parsed.GetValue(prorate),
            MoneyVerb.When(parsed.GetValue(starts), "--starts"),
            MoneyVerb.When(parsed.GetValue(ends), "--ends"),
            (await order.TermsAsync()).ZoneId));
    }

    private static Command Discount()
    {
        var (tiers, measure) = (TierOption(), MeasureOption());
        var reset = Period("--reset", PeriodKind.Monthly);
        var command = new Command("discount", "Make usage cheaper the more of it there is in a period.")
        {
            MoneyVerb.Account, Label, tiers, measure, reset, UseOptions.Service, UseOptions.Group, Shared, Precedence, MoneyVerb.OperationId, Json,
        };

        return command.Defines(async (parsed, order) => new DiscountOrder(
            order.OperationId,
            parsed.GetRequiredValue(Label),
            await UseOptions.ReadOneAsync(parsed, order, parsed.GetValue(Shared)),
            parsed.GetValue(Shared) ? null : order.Account.AccountId,
            parsed.GetValue(Precedence),
            parsed.GetValue(measure),
            parsed.GetValue(reset),
            [.. parsed.GetRequiredValue(tiers)]));
    }

    internal static Option<TierOrder[]> TierOption() => new("--tier")
    {
        Description = "From how much on (base units, or money) how many percent are off: 6000:10. Once for each step, ascending.",
        Required = true,
        CustomParser = Tiers,
    };

    internal static Option<CounterMeasure> MeasureOption() => new("--measure")
    {
        Description = "What is counted: units or money.",
        DefaultValueFactory = _ => CounterMeasure.Units,
    };

    private static Command Limit()
    {
        var every = Period("--every", PeriodKind.Daily);
        var command = new Command("limit", "Limit what is spent in a period, instead of the account's limit for such a period; 0: no limit.")
        {
            MoneyVerb.Account, MoneyVerb.Amount, every, Shared, MoneyVerb.OperationId, Json,
        };

        return command.Defines((parsed, order) => Task.FromResult<DefinitionOrder>(new SpendingLimitOrder(
            order.OperationId, parsed.GetValue(Shared) ? null : order.Account.AccountId, parsed.GetValue(MoneyVerb.Amount), parsed.GetValue(every))));
    }

    private static Command Increase()
    {
        var until = new Option<string>("--until") { Description = "A date or time in UTC from which on it is not.", Required = true };
        var command = new Command("increase", "Raise the credit limit for a while.")
        {
            MoneyVerb.Account, MoneyVerb.Amount, until, MoneyVerb.OperationId, Json,
        };

        return command.Defines((parsed, order) => Task.FromResult<DefinitionOrder>(new CreditIncreaseOrder(
            order.OperationId, parsed.GetValue(MoneyVerb.Amount), MoneyVerb.When(parsed.GetRequiredValue(until), "--until")!.Value)));
    }

    private static Command CreditLimit() =>
        new Command("credit-limit", "Set how far below zero the payer may go; 0: prepaid.")
        {
            MoneyVerb.Account, MoneyVerb.Amount, MoneyVerb.OperationId, Json,
        }.Defines((parsed, order) => Task.FromResult<DefinitionOrder>(new CreditLimitOrder(order.OperationId, parsed.GetValue(MoneyVerb.Amount))));

    private static Command Defines(
        this Command command, Func<ParseResult, Ordering, Task<DefinitionOrder>> define)
    {
        command.SetAction((parsed, cancellation) => MoneyVerb.OrderAsync(
            parsed.GetRequiredValue(MoneyVerb.Account),
            parsed.GetValue(Json),
            async order => await order.Grains.GetGrain<IBalanceGrain>(order.Account.BalanceId)
                .DefineAsync(await define(parsed, order) with { By = Reading.Who }),
            parsed.GetValue(MoneyVerb.OperationId),
            cancellation,
            (reply, id) => Console.WriteLine(
                $"{(reply.WasDoneBefore ? "was done before" : "done")}, available {Show.Amount(reply.Available, reply.Currency)} {reply.Currency} (operation {id})")));

        return command;
    }

    internal static Option<PeriodKind> Period(string name, PeriodKind usual) => new(name)
    {
        Description = $"The period: {string.Join(", ", CaseWords.Periods.Select(period => period.Word))}.",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            foreach (var (word, kind) in CaseWords.Periods)
            {
                if (word == result.Tokens[0].Value)
                {
                    return kind;
                }
            }

            result.AddError($"{name}: expected one of {string.Join(", ", CaseWords.Periods.Select(period => period.Word))}");

            return default;
        },
    };

    private static TierOrder[] Tiers(ArgumentResult result)
    {
        var tiers = new List<TierOrder>();

        foreach (var token in result.Tokens)
        {
            if (token.Value.Split(':') is [var from, var off] && Number(from) is { } threshold && Number(off) is { } percent)
            {
                tiers.Add(new(threshold, percent));
            }
            else
            {
                result.AddError($"--tier: expected a threshold and a percentage such as 6000:10, not \"{token.Value}\"");
            }
        }

        return [.. tiers];
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
