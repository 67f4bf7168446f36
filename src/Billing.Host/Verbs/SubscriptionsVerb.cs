using System.CommandLine;
using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Core.Subscriptions;
using Billing.Host.Composition;
using Billing.Host.Output;
using NodaTime;
using NodaTime.Text;

namespace Billing.Host.Verbs;

/// <summary><c>subscription</c>: what a payer has subscribed to, and its changes, each shown before it is made where that is asked for.</summary>
internal static class SubscriptionsVerb
{
    private static readonly Option<string> Account = new("--account") { Description = "One that the payer pays for.", Required = true };
    private static readonly Option<bool> Preview = new("--preview") { Description = "Only show what it would charge, through the next period." };
    private static readonly Option<bool> AtPeriodEnd = new("--at-period-end") { Description = "When the running period ends, not now." };
    private static readonly Option<string?> From = new("--from") { Description = "When: a day to come such as 2026-12-01, by the customer's clock, or a time such as 2026-12-01T12:00:00Z; now else." };
    private static readonly Option<bool> Backdated = new("--backdated")
    {
        Description = "--from may have passed: an earlier day of the running period that is not invoiced yet; what it changes since is credited and charged now.",
    };

    private static readonly Option<bool> WaivePenalty = new("--waive-penalty") { Description = "An end before the minimum term costs nothing; nor a change to a plan that binds less long." };
    private static readonly Option<EndCredit> Credit = new("--credit") { Description = "What of the running period is credited: None, Full, or Days, those that are left; as the plan says else." };
    private static readonly Option<string?> Anchor = new("--anchor") { Description = "In place of --anchor-day: a day such as 2026-03-31 from which its periods are counted, where they are counted from a day." };
    private static readonly Option<int?> Pieces = new("--pieces") { Description = "How many of it; 1 when it is added." };
    private static readonly Argument<long> Number = new("subscription") { Description = "Its number: subscription list." };
    private static readonly Argument<string> Plan = new("plan") { Description = "The plan's name." };

    public static Command Create() => new("subscription", "Plans that a payer has, and their changes.")
    {
        Begin(),
        List(),
        Add(),
        ChangePlan(),
        Pause(),
        Resume(),
        Cancel(),
        Now("activate", "Begin now what waits for its account's first use.", SubscriptionVerb.Activate),
        Charge(),
        Now("withdraw", "Take back what is to come: an end, a change of plan, a pause, a resumption.", SubscriptionVerb.Withdraw),
    };

    private static Command Begin()
    {
        var billedAs = new Option<string>("--class") { Description = "The customer class whose terms the payer is billed by.", Required = true };
        var isExempt = new Option<bool>("--tax-exempt") { Description = "No tax is added." };
        var anchor = new Option<int?>("--anchor-day") { Description = "1 to 31: the day on which periods by anniversary begin; today's else." };
        var begin = new Command("begin", "Begin to bill a payer, from today on.") { Account, billedAs, isExempt, anchor };
        begin.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var account = await services.AccountAsync(parsed.GetRequiredValue(Account), cancellation);
                await using var cluster = await services.ClusterAsync(cancellation);
                var reply = await cluster.Grains.GetGrain<IPayerGrain>(account.BalanceId)
                    .OpenAsync(new(parsed.GetRequiredValue(billedAs), parsed.GetValue(isExempt), parsed.GetValue(anchor), Reading.Who));
                Console.WriteLine(reply.Problem is { } problem ? throw new UserException(problem) : "done");
            },
            cancellation));

        return begin;
    }

    private static Command List()
    {
        var json = Reading.JsonOption();
        var list = new Command("list", "Show a payer's subscriptions.") { Account, json };
        list.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var account = await services.AccountAsync(parsed.GetRequiredValue(Account), cancellation);
                var rows = await services.GetRequiredService<IInvoiceQuery>().SubscriptionsAsync(
                    account.BalanceId, services.GetRequiredService<TimeProvider>().Now(), cancellation);

                Show.Rows(
                    parsed.GetValue(json), rows, "no subscription", [">number", "plan", "line", ">pieces", "state", "since", "until", "to come"],
                    row =>
                    [
                        Text(row.SubscriptionId), row.Plan, row.Login, Text(row.Quantity), row.State, Show.Time(row.CreatedAt.ToDateTimeOffset()),
                        Show.Time(row.EndsAt?.ToDateTimeOffset()),
                        row.Coming is { } coming ? $"{coming.What} {coming.Plan}".TrimEnd() + $" {Show.Time(coming.At.ToDateTimeOffset())}" : "",
                    ],
                    row => new
                    {
                        Id = row.SubscriptionId,
                        row.Plan,
                        Account = row.Login,
                        Pieces = row.Quantity,
                        row.State,
                        Since = InstantPattern.General.Format(row.CreatedAt),
                        Begins = row.StartsAt is { } from ? InstantPattern.General.Format(from) : null,
                        Until = row.EndsAt is { } at ? InstantPattern.General.Format(at) : null,
                        ToCome = row.Coming is { } coming ? new { coming.What, At = InstantPattern.General.Format(coming.At), coming.Plan } : null,
                        Unfunded = row.UnfundedAmount,
                    });
            },
            cancellation));

        return list;
    }

    private static Command Add()
    {
        var operation = new Option<string?>("--operation") { Description = "A key of your own: the same again is the same order." };
        var ofPayer = new Option<bool>("--of-payer") { Description = "It is the payer's, not this account's." };
        var from = new Option<string?>("--from") { Description = "When it begins: a day such as 2026-12-01, by the customer's clock, or a time such as 2026-12-01T12:00:00Z; now else." };
        var anchor = new Option<int?>("--anchor-day") { Description = "1 to 31: the day on which its periods by anniversary begin; that of the first fee else." };
        var backdated = new Option<bool>("--backdated") { Description = "--from may have passed, by a year at the most: it is charged from then on, on the next invoice." };
        var add = new Command("add", "Subscribe an account, or its payer.") { Plan, Account, Pieces, ofPayer, from, backdated, anchor, Anchor, operation, Preview };
        add.SetAction((parsed, cancellation) => OrderAsync(
            parsed,
            async (payer, account, desk) => await payer.SubscribeAsync(new(
                parsed.GetValue(operation) ?? $"cli-{Guid.CreateVersion7():n}",
                (await desk.PlanAsync(parsed.GetRequiredValue(Plan))).PlanId,
                parsed.GetValue(ofPayer) ? null : account,
                parsed.GetValue(Pieces) ?? 1,
                parsed.GetValue(anchor),
                parsed.GetValue(from) is { } day ? await desk.BeginAsync(day) : null,
                By: Reading.Who,
                IsPreview: parsed.GetValue(Preview),
                IsBackdated: parsed.GetValue(backdated),
                Anchor: parsed.GetValue(Anchor))),
            cancellation));

        return add;
    }

    private static Command Charge()
    {
        var amount = Typed.Number("amount", "What is owed for it; below zero is a credit.");
        var text = Typed.TextOption("--text", "As the invoice names it.", 200, isRequired: true);
        var taxCode = new Option<string?>("--tax-code") { Description = "The taxes of this code are on it; else those on everything; none: tax free." };
        var operation = new Option<string?>("--operation") { Description = "A key of your own: done once, however often it is asked for with it." };
        var charge = new Command("charge", "Charge something once: a line of the payer's next invoice.") { amount, Account, text, taxCode, operation };
        charge.SetAction((parsed, cancellation) => OrderAsync(
            parsed,
            (payer, _, _) => payer.ChargeOnceAsync(new(
                parsed.GetValue(operation) ?? $"cli-{Guid.CreateVersion7():n}", parsed.GetRequiredValue(amount), parsed.GetRequiredValue(text),
                parsed.GetValue(taxCode), Reading.Who)),
            cancellation));

        return charge;
    }

    private static Command ChangePlan()
    {
        var anew = new Option<bool?>("--new-period") { Description = "true or false: its periods are counted anew from the day of the change; if the new plan's are others else." };
        var anchor = new Option<int?>("--anchor-day") { Description = "1 to 31: its periods by anniversary begin on this day of the month from then on; as they do else." };
        var trialEnd = new Option<string?>("--trial-end") { Description = "The first day that costs a fee, that of the change or later; a trial goes on until its day else." };
        var change = new Command("change", "Go to another plan; unused days of the old one are credited.")
        {
            Number, Plan, Account, Pieces, From, Backdated, AtPeriodEnd, anew, anchor, Anchor, trialEnd, Credit, WaivePenalty, Preview,
        };
        change.SetAction((parsed, cancellation) => OrderAsync(
            parsed,
            async (payer, _, desk) => await payer.ChangeAsync(await OrderAsync(parsed, SubscriptionVerb.ChangePlan, desk) with
            {
                PlanId = (await desk.PlanAsync(parsed.GetRequiredValue(Plan))).PlanId,
                Quantity = parsed.GetValue(Pieces),
                StartsPeriod = parsed.GetValue(anew),
                AnchorDay = parsed.GetValue(anchor),
                Anchor = parsed.GetValue(Anchor),
                TrialEnd = parsed.GetValue(trialEnd),
                Credit = parsed.GetValue(Credit),
                IsPenaltyWaived = parsed.GetValue(WaivePenalty),
                IsBackdated = parsed.GetValue(Backdated),
            }),
            cancellation));

        return change;
    }

    private static Command Cancel()
    {
        var cancel = new Command("cancel", "End it for good.") { Number, Account, From, Backdated, AtPeriodEnd, Credit, WaivePenalty, Preview };
        cancel.SetAction((parsed, cancellation) => OrderAsync(
            parsed,
            async (payer, _, desk) => await payer.ChangeAsync(await OrderAsync(parsed, SubscriptionVerb.Cancel, desk) with
            {
                Credit = parsed.GetValue(Credit),
                IsPenaltyWaived = parsed.GetValue(WaivePenalty),
                IsBackdated = parsed.GetValue(Backdated),
            }),
            cancellation));

        return cancel;
    }

    private static Command Pause()
    {
        var pause = new Command("pause", "Stop charging; unused days are credited.") { Number, Account, From, Backdated, AtPeriodEnd, Preview };
        pause.SetAction((parsed, cancellation) => OrderAsync(
            parsed,
            async (payer, _, desk) => await payer.ChangeAsync(
                await OrderAsync(parsed, SubscriptionVerb.Pause, desk) with { IsBackdated = parsed.GetValue(Backdated) }),
            cancellation));

        return pause;
    }

    private static Command Resume()
    {
        var anew = new Option<bool>("--new-period") { Description = "Its periods, where they are counted from a day, are counted anew from today." };
        var resume = new Command("resume", "Charge again after a pause.") { Number, Account, anew, Preview };
        resume.SetAction((parsed, cancellation) => OrderAsync(
            parsed, (payer, _, _) => payer.ChangeAsync(Order(parsed, SubscriptionVerb.Resume) with { StartsPeriod = parsed.GetValue(anew) }), cancellation));

        return resume;
    }

    private static Command Now(string name, string description, SubscriptionVerb verb)
    {
        var command = new Command(name, description) { Number, Account, Preview };
        command.SetAction((parsed, cancellation) => OrderAsync(parsed, (payer, _, _) => payer.ChangeAsync(Order(parsed, verb)), cancellation));

        return command;
    }

    private static async Task<SubscriptionChange> OrderAsync(ParseResult parsed, SubscriptionVerb verb, Desk desk) => Order(parsed, verb) with
    {
        At = (parsed.GetValue(From), parsed.GetValue(AtPeriodEnd)) switch
        {
            ({ }, true) => throw new UserException("--from: expected none with --at-period-end"),
            ({ } day, _) => await desk.BeginAsync(day),
            _ => null,
        },
        AtPeriodEnd = parsed.GetValue(AtPeriodEnd),
    };

    private static SubscriptionChange Order(ParseResult parsed, SubscriptionVerb verb) =>
        new(parsed.GetRequiredValue(Number), verb, IsPreview: parsed.GetValue(Preview), By: Reading.Who);

    private static Task<int> OrderAsync(
        ParseResult parsed, Func<IPayerGrain, long, Desk, Task<PayerReply>> order, CancellationToken cancellation) => Reading.WithAsync(
        async services =>
        {
            var account = await services.AccountAsync(parsed.GetRequiredValue(Account), cancellation);
            await using var cluster = await services.ClusterAsync(cancellation);
            var payer = await services.GetRequiredService<IInvoiceQuery>().PayerAsync(account.BalanceId, cancellation)
                ?? throw new UserException($"what {account.Login} costs is not billed");
            var reply = await order(cluster.Grains.GetGrain<IPayerGrain>(account.BalanceId), account.AccountId, new(PlanAsync, BeginAsync));

            if (reply.Problem is { } problem)
            {
                throw new UserException(problem);
            }

            if (!reply.Charges.IsDefaultOrEmpty)
            {
                Show.Table(reply.Charges, "", ["due", "what", "from", "through", $">{payer.Currency}"], charge =>
                    [InstantPattern.General.Format(charge.DueAt), $"{charge.Name}, {charge.Kind}", charge.FromDay, charge.ToDay, Show.Amount(charge.Amount, payer.Currency)]);
            }

            Console.WriteLine(parsed.GetValue(Preview) ? "nothing was changed" : reply.Id == 0 ? "done" : $"subscription {Text(reply.Id)}: done");

            return 0;

            async Task<PlanRow> PlanAsync(string name)
            {
                var plans = await services.GetRequiredService<IPayerQuery>().PlansAsync(payer.Currency, cancellation);

                return plans.FirstOrDefault(one => one.Terms.Name == name)
                    ?? throw new UserException($"plan: expected one in {payer.Currency} that is sold, not \"{name}\": there are {string.Join(", ", plans.Select(one => one.Terms.Name))}");
            }

            async Task<Instant> BeginAsync(string text)
            {
                if (!LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var day))
                {
                    return MoneyVerb.When(text, "--from")!.Value;
                }

                var terms = await cluster.Grains.GetGrain<IAccountGrain>(account.AccountId).GetAsync()
                    ?? throw new UserException($"account: {account.Login} is not there any more");

                return DateTimeZoneProviders.Tzdb[terms.ZoneId].AtStartOfDay(day).ToInstant();
            }
        },
        cancellation);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <param name="PlanAsync">The plan of a name, in the payer's currency.</param>
    /// <param name="BeginAsync">When a day begins by the customer's clock.</param>
    private sealed record Desk(Func<string, Task<PlanRow>> PlanAsync, Func<string, Task<Instant>> BeginAsync);
}
