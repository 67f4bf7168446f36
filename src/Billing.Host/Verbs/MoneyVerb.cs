using System.CommandLine;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Payments;
using Billing.Core.Allowances;
using Billing.Host.Composition;
using Billing.Host.Output;
using NodaTime;
using NodaTime.Text;

namespace Billing.Host.Verbs;

/// <summary><c>money</c>: top-ups, corrections, promotions, allowances, events and refunds, by the running cluster.</summary>
internal static class MoneyVerb
{
    internal static readonly Argument<string> Account = new("account") { Description = "The account's login, number or another alias." };

    internal static readonly Argument<decimal> Amount = Typed.Number("amount", "In the balance's currency, with a decimal point.");

    internal static readonly Option<string> OperationId = Typed.TextOption(
        "--operation", "Your own key for the order: asked again with the same one, it is done once. Default: a new one.", 100);

    private static readonly Option<string?> Note = new("--note") { Description = "A reason, for the statement." };
    private static readonly Option<string?> Expires = new("--expires") { Description = "A date or time in UTC at which it is worth nothing." };
    private static readonly Option<bool> Json = Reading.JsonOption();

    public static Command Create() => new("money", "Move money and give allowances; each order is done once.")
    {
        Credit("topup", "Bring in money.", CreditKind.TopUp),
        Credit("adjust", "Correct the balance; below zero takes.", CreditKind.Adjustment),
        Credit("promote", "Give promotional money, which is spent before the rest.", CreditKind.Promotion),
        Give(),
        Charge(),
        Refund(),
    };

    private static Command Credit(string name, string description, CreditKind kind)
    {
        var command = new Command(name, description) { Account, Amount, OperationId, Note, Json };

        if (kind is CreditKind.Promotion)
        {
            command.Add(Expires); // other money does not: it would be taken, and do nothing
        }

        command.SetAction((parsed, cancellation) => OrderAsync(
            parsed.GetRequiredValue(Account),
            parsed.GetValue(Json),
            async order =>
            {
                // What is tax is written down with a payment.
                if (kind is CreditKind.TopUp && !(await order.Grains.GetGrain<IWalletGrain>(order.Account.BalanceId).QuoteAsync(1)).IsEmpty)
                {
                    throw new UserException("topup: expected ./billing payment take: this customer's taxes are due when money is paid");
                }

                return await order.Grains.GetGrain<IBalanceGrain>(order.Account.BalanceId).CreditAsync(new(
                    order.OperationId, kind, parsed.GetValue(Amount), parsed.GetValue(Note), kind is CreditKind.Promotion ? When(parsed.GetValue(Expires)) : null)
                { By = Reading.Who });
            },
            parsed.GetValue(OperationId),
            cancellation));

        return command;
    }

    private static Command Give()
    {
        var label = new Option<string>("--name") { Description = "What it is called.", Required = true };
        var isMoney = new Option<bool>("--money") { Description = "It is money reserved to the usage, not units." };
        var shared = new Option<bool>("--shared") { Description = "For every account of the payer, not this one only." };
        var exhaustion = new Option<Exhaustion>("--then") { Description = "What happens when it is used up: PayAsYouGo, Block or Limit." };
        var policy = new Option<string?>("--policy") { Description = "The gateway's policy then, for Limit." };
        var command = new Command("allow", "Give an allowance: base units (seconds, bytes, events), or reserved money.")
        {
            Account, Amount, label, isMoney, UseOptions.Service, UseOptions.Group, UseOptions.Uses, shared, exhaustion, policy, OperationId, Expires, Json,
        };
        command.SetAction((parsed, cancellation) => OrderAsync(
            parsed.GetRequiredValue(Account),
            parsed.GetValue(Json),
            async order => parsed.GetValue(policy) is not null && parsed.GetValue(exhaustion) is not Exhaustion.Limit
                ? throw new UserException("--policy: expected with --then Limit, and only with it")
                : await order.Grains.GetGrain<IBalanceGrain>(order.Account.BalanceId).GiveAsync(new(
                    order.OperationId,
                    parsed.GetRequiredValue(label),
                    parsed.GetValue(isMoney) ? AllowanceKind.Money : AllowanceKind.Units,
                    parsed.GetValue(Amount),
                    [.. await UseOptions.ReadAsync(parsed, order, parsed.GetValue(shared))],
                    parsed.GetValue(shared) ? null : order.Account.AccountId,
                    0,
                    When(parsed.GetValue(Expires)),
                    parsed.GetValue(exhaustion),
                    parsed.GetValue(policy))
                { By = Reading.Who }),
            parsed.GetValue(OperationId),
            cancellation));

        return command;
    }

    private static Command Charge()
    {
        var called = new Option<string?>("--called") { Description = "The number or keyword that it is priced by." };
        var units = new Option<long>("--units") { Description = "How many.", DefaultValueFactory = _ => 1 };
        var service = new Argument<string>("service") { Description = "The service's key, such as messages." };
        var command = new Command("charge", "Charge an event at once: a message, a title, a one-off.") { Account, service, called, units, OperationId, Json };
        command.SetAction((parsed, cancellation) => OrderAsync(
            parsed.GetRequiredValue(Account),
            parsed.GetValue(Json),
            order => order.Grains.GetGrain<IAccountGrain>(order.Account.AccountId).ChargeAsync(new(
                order.OperationId, parsed.GetRequiredValue(service), parsed.GetValue(called), parsed.GetValue(units))
            { By = Reading.Who }),
            parsed.GetValue(OperationId),
            cancellation));

        return command;
    }

    private static Command Refund()
    {
        var charged = new Argument<string>("charged") { Description = "The operation id of the event." };
        var part = Typed.NumberOption("--amount", "How much; default: all that is left of it.");
        var command = new Command("refund", "Give back what an event was charged.") { Account, charged, part, OperationId, Json };
        command.SetAction((parsed, cancellation) => OrderAsync(
            parsed.GetRequiredValue(Account),
            parsed.GetValue(Json),
            order => order.Grains.GetGrain<IBalanceGrain>(order.Account.BalanceId).RefundAsync(new(
                order.OperationId, parsed.GetRequiredValue(charged), parsed.GetValue(part))
            { By = Reading.Who }),
            parsed.GetValue(OperationId),
            cancellation));

        return command;
    }

    internal static Task<int> OrderAsync(
        string alias,
        bool json,
        Func<Ordering, ValueTask<OperationReply>> order,
        string? operationId,
        CancellationToken cancellation,
        Action<OperationReply, string>? tell = null) => Reading.WithAsync(
            async services =>
            {
                var account = await services.AccountAsync(alias, cancellation);
                var id = operationId ?? $"cli-{Guid.CreateVersion7():n}";
                await using var cluster = await services.ClusterAsync(cancellation);
                OperationReply reply;

                try
                {
                    reply = await order(new(services, cluster.Grains, account, id, cancellation));
                }
                catch (Exception failure) when (failure is not UserException)
                {
                    throw new UserException($"whether it was done is not known: ask again with --operation {id} ({failure.Message})");
                }

                return Print(reply, id, json, tell ?? Tell);
            },
            cancellation);

    internal static int Print(OperationReply reply, string id, bool json, Action<OperationReply, string> tell)
    {
        if (json)
        {
            Show.Json(new { operation = id, result = reply.Result.ToString(), reply.Amount, reply.Sequence, reply.Available, reply.Currency, reply.WasDoneBefore, reply.Problem });
        }
        else if (reply.Result is OperationResult.Done)
        {
            tell(reply, id);
        }
        else
        {
            Console.Error.WriteLine($"billing: nothing was done: {reply.Problem ?? Reason(reply.Result)}");
        }

        return reply.Result is OperationResult.Done ? 0 : 1;
    }

    internal static void Tell(OperationReply reply, string id) => Console.WriteLine(
        $"{(reply.WasDoneBefore ? "was done before" : "done")}: {Show.Amount(reply.Amount, reply.Currency)} {reply.Currency}"
        + $"{(reply.Sequence is { } entry ? $", ledger entry {entry}" : "")}, available {Show.Amount(reply.Available, reply.Currency)} (operation {id})");

    private static string Reason(OperationResult result) => result switch
    {
        OperationResult.OtherOrder => "this operation id was used for another order",
        OperationResult.InsufficientFunds => "the funds do not pay for it",
        OperationResult.AllowanceUsedUp => "an allowance is used up, and nothing is sold beyond it",
        OperationResult.SpendingLimitReached => "the spending limit is reached",
        OperationResult.Forbidden => "the destination's rate forbids it",
        OperationResult.NoRate => "the tariff has no rate for it",
        OperationResult.NoService => "the account has no such service",
        OperationResult.Blocked => "the account is not active",
        OperationResult.NothingToRefund => "there is no such charge of this account, or all of it was given back",
        OperationResult.MoreThanCharged => "that is more than is left of the charge",
        OperationResult.WrongAmount => "amount: expected a number above zero (any but zero for adjust), with no more than 5 decimals; units are whole",
        OperationResult.WrongKey => "--operation: expected 1 to 100 characters",
        OperationResult.SessionRuns => "the session runs; what it costs can be corrected when it has ended",
        OperationResult.NoRecord => "there is no such transaction record",
        OperationResult.GivenBack => "it was reverted or refunded before",
        _ => result.ToString(),
    };

    /// <summary>A day's midnight in UTC, or a time with its offset.</summary>
    /// <exception cref="UserException">It is neither, or of a year that a database or a clock somewhere has not.</exception>
    internal static Instant? When(string? text, string option = "--expires") =>
        text is null ? null
        : LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var date) && date.Year > 0 ? date.AtMidnight().InUtc().ToInstant()
        : OffsetDateTimePattern.Rfc3339.Parse(text).TryGetValue(default, out var time) && time.Year is > 1 and < 9999 ? time.ToInstant()
        : throw new UserException($"{option}: expected a date such as 2026-12-31 or a time such as 2026-12-31T12:00:00Z, not \"{text}\"");
}
