using System.CommandLine;
using Billing.Contracts;
using Billing.Contracts.Paging;
using Billing.Contracts.Payments;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>payment</c>: looks at payments as they are stored; money goes back by the running cluster.</summary>
internal static partial class PaymentVerb
{
    private static readonly string[] Columns = [">payment", "time", "customer", "way", ">amount", "currency", "state", ">refunded", "by", "operation"];

    private static readonly Argument<long> Id = new("payment") { Description = "The payment's number." };

    public static Command Create() => new("payment", "List and show payments, take them, put them on invoices, and give them back.")
    {
        List(), Details(), Take(), Allocate(), Refund(),
    };

    private static Command List()
    {
        var account = new Option<string?>("--account") { Description = "Only of the balance that pays for this account." };
        var state = new Option<PaymentState?>("--state") { Description = "Only those in this state." };
        var limit = Reading.LimitOption();
        var json = Reading.JsonOption();
        var list = new Command("list", "List payments, newest first.") { account, state, limit, json };
        list.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var balanceId = parsed.GetValue(account) is { } alias ? (await services.AccountAsync(alias, cancellation)).BalanceId : (long?)null;
                var page = await services.GetRequiredService<IPaymentQuery>().ListAsync(
                    Scope.Everything,
                    new(balanceId, State: parsed.GetValue(state)),
                    new(IsDescending: true, Size: Math.Clamp(parsed.GetValue(limit), 1, PageRequest<PaymentSort>.MostRows)),
                    cancellation);

                Show.Rows(
                    parsed.GetValue(json), page.Rows, "no payment", Columns,
                    row =>
                    [
                        $"{row.PaymentId}", Show.Time(row.CreatedAt.ToDateTimeOffset()), row.Customer, row.Method, Show.Amount(row.Amount, row.Currency), row.Currency,
                        row.State.ToString(), Show.Amount(row.Refunded, row.Currency), row.By, row.OperationId,
                    ],
                    Shown);
            },
            cancellation));

        return list;
    }

    private static Command Details()
    {
        var json = Reading.JsonOption();
        var show = new Command("show", "Show a payment: its taxes, what it settles, what was given back.") { Id, json };
        show.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var found = await FindAsync(services, parsed.GetValue(Id), cancellation);

                if (parsed.GetValue(json))
                {
                    Show.Json(new { Payment = Shown(found.Row), found.Tax, found.Taxes, found.Sequence, found.Allocations, found.Unallocated, Refunds = found.Refunds.Select(Shown) });

                    return;
                }

                var row = found.Row;
                Console.WriteLine($"payment {row.PaymentId} of {row.Customer}: {Show.Amount(row.Amount, row.Currency)} {row.Currency}, {row.Method}, {row.State}");

                foreach (var tax in found.Taxes)
                {
                    Console.WriteLine($"of it {tax.Name}: {Show.Amount(tax.Amount, row.Currency)}");
                }

                foreach (var one in found.Allocations)
                {
                    Console.WriteLine($"settles {Show.Amount(one.Amount, row.Currency)} of {one.Invoice}");
                }

                foreach (var refund in found.Refunds)
                {
                    Console.WriteLine($"given back {Show.Amount(refund.Amount, row.Currency)} by {refund.By}: {refund.Decline ?? (refund.IsReturned ? "did not arrive" : refund.IsPosted ? "done" : "not known yet")}");
                }
            },
            cancellation));

        return show;
    }

    private static Command Take()
    {
        var isTransfer = new Option<bool>("--transfer") { Description = "It came to the bank; else it is cash." };
        var reference = new Option<string?>("--reference") { Description = "The transfer's or receipt's number." };
        var note = new Option<string?>("--note") { Description = "A reason, for the statement." };
        var take = new Command("take", "Take money that somebody brought or sent; where taxes are due at payment, the net is credited.")
        {
            MoneyVerb.Account, MoneyVerb.Amount, isTransfer, reference, note, MoneyVerb.OperationId,
        };
        take.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var account = await services.AccountAsync(parsed.GetRequiredValue(MoneyVerb.Account), cancellation);
                var key = parsed.GetValue(MoneyVerb.OperationId) ?? $"cli-{Guid.CreateVersion7():n}";
                var kind = parsed.GetValue(isTransfer) ? PaymentMethodKind.BankTransfer : PaymentMethodKind.Cash;
                await using var cluster = await services.ClusterAsync(cancellation);
                var reply = await cluster.Grains.GetGrain<IPaymentGrain>(key).TopUpAsync(
                    new(account.BalanceId, parsed.GetValue(MoneyVerb.Amount), new(kind, Reference: parsed.GetValue(reference)), parsed.GetValue(note), Reading.Who));

                Console.WriteLine(reply.Result is PaymentResult.Done
                    ? $"done: {Show.Amount(reply.Amount, reply.Currency)} {reply.Currency} credited{(reply.Tax == 0 ? "" : $", {Show.Amount(reply.Tax, reply.Currency)} tax")}, payment {reply.PaymentId}, "
                        + $"ledger entry {reply.Sequence}, available {Show.Amount(reply.Available, reply.Currency)} (operation {key})"
                    : throw new UserException($"{Untaken(reply)} (operation {key})"));
            },
            cancellation));

        return take;
    }

    private static string Untaken(PaymentReply reply) => reply.Result switch
    {
        PaymentResult.OtherOrder => "nothing was taken: this operation id was used for another order",
        PaymentResult.Unknown => "whether it was taken is not known: ask again with the same --operation",
        _ => $"nothing was taken: {string.Join("; ", reply.Problems.Select(problem => $"{problem.Field}: expected {problem.Expected}"))}",
    };

    private static Command Refund()
    {
        var part = Typed.NumberOption("--amount", "How much; default: all that is left of it.");
        var reason = new Option<string?>("--reason") { Description = "Why, for the ledger." };
        var refund = new Command("refund", "Give money of a payment back, by the way that it came.") { Id, part, reason, MoneyVerb.OperationId };
        refund.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var found = await FindAsync(services, parsed.GetValue(Id), cancellation);
                var key = parsed.GetValue(MoneyVerb.OperationId) ?? $"cli-{Guid.CreateVersion7():n}";
                await using var cluster = await services.ClusterAsync(cancellation);
                var reply = await cluster.Grains.GetGrain<IPaymentGrain>(found.Row.OperationId)
                    .RefundAsync(new(key, parsed.GetValue(part), parsed.GetValue(reason), Reading.Who));

                Console.WriteLine(reply.Result is PaymentResult.Done
                    ? $"done: {Show.Amount(reply.Amount, reply.Currency)} {reply.Currency}, ledger entry {reply.Sequence}, available {Show.Amount(reply.Available, reply.Currency)} (operation {key})"
                    : throw new UserException($"{Reason(reply)} (operation {key})"));
            },
            cancellation));

        return refund;
    }

    private static string Reason(PaymentReply reply) => reply.Result switch
    {
        PaymentResult.Declined => $"nothing was given back: {reply.Decline}",
        PaymentResult.NothingToRefund => "nothing was given back: that much is not left of the payment",
        PaymentResult.OtherOrder => "nothing was given back: this operation id was used for another order",
        PaymentResult.Unknown => "whether it was given back is not known: ask again with the same --operation",
        _ => string.Join("; ", reply.Problems.Select(problem => $"{problem.Field}: expected {problem.Expected}")),
    };

    private static async Task<PaymentDetails> FindAsync(IServiceProvider services, long paymentId, CancellationToken cancellation) =>
        await services.GetRequiredService<IPaymentQuery>().FindAsync(Scope.Everything, paymentId, cancellation)
            ?? throw new UserException($"no payment has the number {paymentId}");

    private static object Shown(PaymentRow row) => new
    {
        row.PaymentId,
        Operation = row.OperationId,
        row.BalanceId,
        row.Customer,
        row.Amount,
        row.Currency,
        Way = row.Method,
        State = row.State.ToString(),
        row.Reference,
        row.ProviderReference,
        row.Decline,
        row.Refunded,
        row.Note,
        row.By,
        At = Show.Time(row.CreatedAt.ToDateTimeOffset()),
    };

    private static object Shown(PaymentRefundRow row) => new
    {
        Operation = row.OperationId,
        row.Amount,
        row.Tax,
        row.Note,
        row.ProviderReference,
        row.IsPosted,
        row.Decline,
        row.IsReturned,
        row.By,
        At = Show.Time(row.CreatedAt.ToDateTimeOffset()),
    };
}
