using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using Billing.Host.Composition;

namespace Billing.Host.Verbs;

/// <summary>What can be said of a customer class at the shell: all that it has. What is not said stays as it is.</summary>
internal static class ClassOptions
{
    private static readonly Option<int?> ClosingHours = new("--closing-hours") { Description = "How long after a period's end its invoice is made." };
    private static readonly Option<bool?> ByRuns = new("--by-runs") { Description = "true or false: invoices are issued by bill runs only." };
    private static readonly Option<bool?> Prepaid = new("--prepaid") { Description = "true or false: fees in advance need funds." };
    private static readonly Option<int?> Days = new("--days") { Description = "To pay an invoice; 15 when a class is made." };

    private static readonly Option<string[]> Tax = new("--tax")
    {
        Description = "A tax, such as \"VAT 20 %=20\" on everything or Telecom=5:equipment,lease on codes; again for another one; none: no tax.",
    };

    private static readonly Option<bool?> TaxInclusive = new("--tax-inclusive") { Description = "true or false: prices have the taxes in them." };
    private static readonly Option<bool?> TaxAtPayment = new("--tax-at-payment") { Description = "true or false: taxes are due when money is paid in advance; top-ups bring the net, and invoices add none." };
    private static readonly Option<Rounding?> Round = new("--rounding") { Description = "How taxes come to the minor unit: HalfAwayFromZero, HalfEven, Up or Down." };
    private static readonly Option<AmountDueRule?> AmountDue = new("--amount-due") { Description = "What an invoice asks for: Balance, all that is owed, or Total, its own." };
    private static readonly Option<string?> Series = new("--series") { Description = "What invoice numbers begin with; INV when a class is made." };

    private static readonly Option<string[]> Step = new("--dunning")
    {
        Description = "A step when money is overdue: days and Remind, Limit, Suspend, Terminate or LateFee:amount:tax code, such as 10=Limit, 5=LateFee:2.50:none or 5=LateFee:2.50+3%; 20@50=Suspend: if 50 or more are overdue, 20#3=Suspend: if three invoices are; again for another one; none: no step.",
    };

    private static readonly Option<decimal?> ReactivationFee = Typed.NumberOption("--reactivation-fee", "When a suspension is lifted; 0: none.");
    private static readonly Option<string?> ReactivationTaxCode = new("--reactivation-tax-code") { Description = "Of that fee; none: tax free; \"\": the taxes on everything." };
    private static readonly Option<string?> LimitPolicy = new("--limit-policy") { Description = "What gateways apply to data sessions while services are limited, such as 64k/64k; \"\": their ordinary policy." };
    private static readonly Option<bool?> LimitOnCredit = new("--limit-on-credit") { Description = "true or false: while services are limited, usage is sold on credit all the same." };
    private static readonly Option<bool?> ListUsage = new("--list-usage") { Description = "true or false: invoices list usage one by one." };
    private static readonly Option<bool?> SkipZero = new("--skip-zero") { Description = "true or false: a period in which nothing is charged has no invoice, also when something is owed from before." };

    private static readonly Option<bool?> AsCharged = new("--as-charged") { Description = "true or false: an invoice is made on each day on which a fee is charged; else when a period ends." };
    private static readonly Option<bool?> ChangesWait = new("--changes-wait") { Description = "true or false: with --as-charged, what a change credits and charges within a period is on the next fee's invoice, and makes none." };

    public static IEnumerable<Option> All =>
    [
        PlanOptions.Every, PlanOptions.Periods, ClosingHours, ByRuns, Prepaid, Days, Tax, TaxInclusive, TaxAtPayment, Round, AmountDue, Series, Step, ReactivationFee,
        ReactivationTaxCode, LimitPolicy, LimitOnCredit, ListUsage, SkipZero, AsCharged, ChangesWait,
    ];

    public static ClassDetails Apply(ParseResult parsed, ClassDetails details) => details with
    {
        Period = parsed.GetValue(PlanOptions.Every) ?? details.Period,
        PeriodCount = parsed.GetValue(PlanOptions.Periods) ?? details.PeriodCount,
        ClosingDelayHours = parsed.GetValue(ClosingHours) ?? details.ClosingDelayHours,
        IsClosedByRuns = parsed.GetValue(ByRuns) ?? details.IsClosedByRuns,
        IsPrepaid = parsed.GetValue(Prepaid) ?? details.IsPrepaid,
        PaymentTermDays = parsed.GetValue(Days) ?? details.PaymentTermDays,
        Taxes = parsed.GetValue(Tax) is { Length: > 0 } taxes ? Each(taxes, TaxOf) : details.Taxes,
        IsTaxInclusive = parsed.GetValue(TaxInclusive) ?? details.IsTaxInclusive,
        IsTaxAtPayment = parsed.GetValue(TaxAtPayment) ?? details.IsTaxAtPayment,
        Rounding = parsed.GetValue(Round) ?? details.Rounding,
        AmountDue = parsed.GetValue(AmountDue) ?? details.AmountDue,
        Series = parsed.GetValue(Series) ?? details.Series,
        Dunning = parsed.GetValue(Step) is { Length: > 0 } steps ? Each(steps, StepOf) : details.Dunning,
        ReactivationFee = parsed.GetValue(ReactivationFee) ?? details.ReactivationFee,
        ReactivationTaxCode = Text(parsed.GetValue(ReactivationTaxCode), details.ReactivationTaxCode),
        LimitPolicy = Text(parsed.GetValue(LimitPolicy), details.LimitPolicy),
        LimitOnCredit = parsed.GetValue(LimitOnCredit) ?? details.LimitOnCredit,
        ListsUsage = parsed.GetValue(ListUsage) ?? details.ListsUsage,
        SkipsZero = parsed.GetValue(SkipZero) ?? details.SkipsZero,
        AreAsCharged = parsed.GetValue(AsCharged) ?? details.AreAsCharged,
        ChangesWait = parsed.GetValue(ChangesWait) ?? details.ChangesWait,
    };

    private static string? Text(string? said, string? before) => said is null ? before : said.Length == 0 ? null : said;

    private static ImmutableArray<T> Each<T>(string[] texts, Func<string, T> read) => texts is ["none"] ? [] : [.. texts.Select(read)];

    private static TaxOrder TaxOf(string text)
    {
        var split = text.LastIndexOf('=');
        var parts = split > 0 ? text[(split + 1)..].Split(':') : [];

        return parts.Length is 1 or 2 && TryRead(parts[0], out var percent)
            ? new(text[..split].Trim(), percent, parts is [_, var codes] ? [.. codes.Split(',')] : [])
            : throw new UserException($"--tax: expected a name and a percentage such as \"VAT 20 %=20\", not \"{text}\"");
    }

    private static DunningOrder StepOf(string text)
    {
        var parts = text.Split('=', ':');
        var counted = parts[0].Split('#');
        var (when, least, invoices) = (counted[0].Split('@'), 0m, 0);

        return parts.Length is >= 2 and <= 4 && int.TryParse(when[0], NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && (when.Length == 1 || (when.Length == 2 && TryRead(when[1], out least)))
            && (counted.Length == 1 || (counted.Length == 2 && int.TryParse(counted[1], NumberStyles.None, CultureInfo.InvariantCulture, out invoices)))
            && Enum.TryParse<DunningAction>(parts[1], ignoreCase: true, out var action) && Enum.IsDefined(action)
            && TryFee(parts.ElementAtOrDefault(2) ?? "0", out var amount, out var percent)
                ? new(days, action, amount, percent, parts.ElementAtOrDefault(3), least, invoices)
                : throw new UserException($"--dunning: expected days and what is done, such as 10=Limit or 5=LateFee:2.50, not \"{text}\"");
    }

    // An amount, a percentage of what is overdue, or both.
    private static bool TryFee(string text, out decimal amount, out decimal percent)
    {
        (amount, percent) = (0, 0);

        foreach (var part in text.Split('+'))
        {
            if (!(part.EndsWith('%') ? TryRead(part[..^1], out percent) : TryRead(part, out amount)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryRead(string text, out decimal number) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
