using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>funds</c>: allowance plans, discounts, spending limits and credit of a balance, by the running cluster.</summary>
internal static partial class FundsVerb
{
    private static readonly (string Word, PeriodKind Kind)[] Periods =
    [
        ("never", PeriodKind.Never),
        ("daily", PeriodKind.Daily),
        ("weekly", PeriodKind.Weekly),
        ("semi-monthly", PeriodKind.SemiMonthly),
        ("monthly", PeriodKind.Monthly),
        ("anniversary", PeriodKind.MonthlyAnniversary),
        ("30-days", PeriodKind.ThirtyDays),
        ("yearly", PeriodKind.Yearly),
    ];

    private static readonly Option<string> Label = new("--name") { Description = "What it is called.", Required = true };
    private static readonly Option<string?> Service = new("--service") { Description = "The service's key; default: any service." };
    private static readonly Option<string?> Group = new("--group") { Description = "A destination group that it is for." };
    private static readonly Option<bool> Shared = new("--shared") { Description = "For every account of the payer together, not this one only." };
    private static readonly Option<int> Precedence = new("--precedence") { Description = "Smaller numbers are looked at first." };
    private static readonly Option<bool> Json = Reading.JsonOption();

    public static Command Create() => new("funds", "Plans of allowances, discounts, spending limits and credit; each order is done once.")
    {
        Plan(),
        Discount(),
        Limit(),
        Increase(),
        CreditLimit(),
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
            MoneyVerb.Account, MoneyVerb.Amount, Label, Service, Group, every, rollOver, prorate, isMoney, Shared, Precedence, exhaustion, policy,
            starts, ends, MoneyVerb.OperationId, Json,
        };

        return command.Defines(async (parsed, grains, account, id) => new PlanOrder(
            id,
            parsed.GetRequiredValue(Label),
            parsed.GetValue(isMoney) ? AllowanceKind.Money : AllowanceKind.Units,
            parsed.GetValue(MoneyVerb.Amount),
            [await UseAsync(parsed, grains, account)],
            parsed.GetValue(Shared) ? null : account.AccountId,
            parsed.GetValue(Precedence),
            parsed.GetValue(exhaustion),
            parsed.GetValue(policy),
            parsed.GetValue(every),
            parsed.GetValue(rollOver),
            parsed.GetValue(prorate),
            MoneyVerb.When(parsed.GetValue(starts), "--starts"),
            MoneyVerb.When(parsed.GetValue(ends), "--ends"),
            (await TermsAsync(grains, account)).ZoneId));
    }

    private static Command Discount()
    {
        var tiers = new Option<TierOrder[]>("--tier")
        {
            Description = "From how much on (base units, or money) how many percent are off: 6000:10. Once for each step, ascending.",
            Required = true,
            CustomParser = Tiers,
        };
        var measure = new Option<CounterMeasure>("--measure")
        {
            Description = "What is counted: units or money.",
            DefaultValueFactory = _ => CounterMeasure.Units,
        };
        var reset = Period("--reset", PeriodKind.Monthly);
        var command = new Command("discount", "Make usage cheaper the more of it there is in a period.")
        {
            MoneyVerb.Account, Label, tiers, measure, reset, Service, Group, Shared, Precedence, MoneyVerb.OperationId, Json,
        };

        return command.Defines(async (parsed, grains, account, id) => new DiscountOrder(
            id,
            parsed.GetRequiredValue(Label),
            await UseAsync(parsed, grains, account),
            parsed.GetValue(Shared) ? null : account.AccountId,
            parsed.GetValue(Precedence),
            parsed.GetValue(measure),
            parsed.GetValue(reset),
            [.. parsed.GetRequiredValue(tiers)]));
    }

    private static Command Limit()
    {
        var every = Period("--every", PeriodKind.Daily);
        var command = new Command("limit", "Limit what is spent in a period, instead of the account's limit for such a period; 0: no limit.")
        {
            MoneyVerb.Account, MoneyVerb.Amount, every, Shared, MoneyVerb.OperationId, Json,
        };

        return command.Defines((parsed, _, account, id) => Task.FromResult<DefinitionOrder>(new SpendingLimitOrder(
            id, parsed.GetValue(Shared) ? null : account.AccountId, parsed.GetValue(MoneyVerb.Amount), parsed.GetValue(every))));
    }

    private static Command Increase()
    {
        var until = new Option<string>("--until") { Description = "A date or time in UTC from which on it is not.", Required = true };
        var command = new Command("increase", "Raise the credit limit for a while.")
        {
            MoneyVerb.Account, MoneyVerb.Amount, until, MoneyVerb.OperationId, Json,
        };

        return command.Defines((parsed, _, _, id) => Task.FromResult<DefinitionOrder>(new CreditIncreaseOrder(
            id, parsed.GetValue(MoneyVerb.Amount), MoneyVerb.When(parsed.GetRequiredValue(until), "--until")!.Value)));
    }

    private static Command CreditLimit() =>
        new Command("credit-limit", "Set how far below zero the payer may go; 0: prepaid.")
        {
            MoneyVerb.Account, MoneyVerb.Amount, MoneyVerb.OperationId, Json,
        }.Defines((parsed, _, _, id) => Task.FromResult<DefinitionOrder>(new CreditLimitOrder(id, parsed.GetValue(MoneyVerb.Amount))));

    private static Command Defines(
        this Command command, Func<ParseResult, IGrainFactory, AccountSummary, string, Task<DefinitionOrder>> order)
    {
        command.SetAction((parsed, cancellation) => MoneyVerb.OrderAsync(
            parsed.GetRequiredValue(MoneyVerb.Account),
            parsed.GetValue(Json),
            async (grains, account, id) =>
                await grains.GetGrain<IBalanceGrain>(account.BalanceId).DefineAsync(await order(parsed, grains, account, id)),
            parsed.GetValue(MoneyVerb.OperationId),
            cancellation,
            (reply, id) => Console.WriteLine(
                $"{(reply.WasDoneBefore ? "was done before" : "done")}, available {Show.Amount(reply.Available)} {reply.Currency} (operation {id})")));

        return command;
    }

    private static async Task<AccountTerms> TermsAsync(IGrainFactory grains, AccountSummary account) =>
        await grains.GetGrain<IAccountGrain>(account.AccountId).GetAsync() ?? throw new UserException($"account: {account.Login} is not there any more");

    // Of another account of the payer there may be other services.
    private static async Task<UseOrder> UseAsync(ParseResult parsed, IGrainFactory grains, AccountSummary account)
    {
        var service = parsed.GetValue(Service);

        if (service is not null && !parsed.GetValue(Shared) && await TermsAsync(grains, account) is var terms && terms.For(service) is null)
        {
            throw new UserException(
                $"--service: expected one that the account has ({string.Join(", ", terms.Services.Select(one => one.Service))}), not \"{service}\"");
        }

        return new(service, parsed.GetValue(Group), null, 1);
    }

    private static Option<PeriodKind> Period(string name, PeriodKind usual) => new(name)
    {
        Description = $"The period: {string.Join(", ", Periods.Select(period => period.Word))}.",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            foreach (var (word, kind) in Periods)
            {
                if (word == result.Tokens[0].Value)
                {
                    return kind;
                }
            }

            result.AddError($"{name}: expected one of {string.Join(", ", Periods.Select(period => period.Word))}");

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
