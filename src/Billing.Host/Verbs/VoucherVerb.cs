using System.CommandLine;
using System.Globalization;
using Billing.Contracts.Vouchers;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>voucher</c>: codes that bring money in, made and redeemed by the running cluster.</summary>
/// <remarks>A code is told once, when its batch is made, and goes into no log; who redeems one types it or pipes it, for command lines are seen by others.</remarks>
internal static partial class VoucherVerb
{
    public static Command Create() => new("voucher", "Codes that bring money in: batches of them, and redeeming one.")
    {
        Batch(),
        List(),
        Details(),
        Range("activate", "Let vouchers of a range of serial numbers be used.", isActive: true),
        Range("block", "Let vouchers of a range be used no more; those that are used stay so.", isActive: false),
        Expire(),
        Redeem(),
    };

    private static Command Batch()
    {
        var amount = Typed.Number("amount", "Of each, to the currency's minor unit.");
        var currency = new Option<string>("--currency") { Description = "Such as USD.", Required = true };
        var count = new Option<int>("--count") { Description = "How many, up to 100 000.", Required = true };
        var expires = new Option<string?>("--expires") { Description = "A date or time in UTC from which on they are worth nothing." };
        var isBlocked = new Option<bool>("--blocked") { Description = "They are of no use until their range is activated." };
        var note = new Option<string?>("--note") { Description = "For staff." };
        var json = Reading.JsonOption();
        var batch = new Command("batch", "Make vouchers; their codes are printed now and never again: serial number and code, a line each.")
        {
            amount, currency, count, expires, isBlocked, note, MoneyVerb.OperationId, json,
        };
        batch.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var id = parsed.GetValue(MoneyVerb.OperationId) ?? $"cli-{Guid.CreateVersion7():n}";
                var order = new VoucherBatchOrder(
                    id, parsed.GetRequiredValue(amount), parsed.GetRequiredValue(currency), parsed.GetRequiredValue(count),
                    MoneyVerb.When(parsed.GetValue(expires)), !parsed.GetValue(isBlocked), parsed.GetValue(note), Reading.Who);
                await using var cluster = await services.ClusterAsync(cancellation);
                VoucherBatchReply made;

                try
                {
                    made = await cluster.Grains.GetGrain<IVoucherStockGrain>(0).GenerateAsync(order);
                }
                catch (Exception failure) when (failure is not UserException)
                {
                    throw new UserException(
                        $"whether they were made is not known, and their codes are lost: look at voucher list --batches, block them and make others ({failure.Message})");
                }

                Reading.Done(made.Reply);

                if (parsed.GetValue(json))
                {
                    Show.Json(new
                    {
                        Operation = id,
                        Batch = made.Reply.Id,
                        made.Reply.WasDoneBefore,
                        Vouchers = made.Vouchers.Select(one => new { one.Serial, one.Code }),
                    });
                }
                else if (made.Reply.WasDoneBefore)
                {
                    Console.WriteLine($"batch {made.Reply.Id} was made before: its codes were told then");
                }
                else
                {
                    foreach (var one in made.Vouchers)
                    {
                        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Serial}\t{one.Code}"));
                    }
                }
            },
            cancellation));

        return batch;
    }

    private static Command Range(string name, string description, bool isActive)
    {
        var from = new Argument<long>("from") { Description = "The first serial number." };
        var to = new Argument<long?>("to") { Description = "The last one; nothing: only the first.", Arity = ArgumentArity.ZeroOrOne };
        var reason = new Option<string?>("--reason") { Description = "Why, for the audit log." };
        var command = new Command(name, description) { from, to, reason };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var first = parsed.GetRequiredValue(from);
                await using var cluster = await services.ClusterAsync(cancellation);
                var reply = await cluster.Grains.GetGrain<IVoucherStockGrain>(0)
                    .SetRangeAsync(new(first, parsed.GetValue(to) ?? first, isActive, parsed.GetValue(reason), Reading.Who));
                Reading.Done(reply);
                Console.WriteLine($"{Show.Count(reply.Id, "voucher")} changed");
            },
            cancellation));

        return command;
    }

    private static Command Expire()
    {
        var from = new Argument<long>("from") { Description = "The first serial number." };
        var to = new Argument<long?>("to") { Description = "The last one; nothing: only the first.", Arity = ArgumentArity.ZeroOrOne };
        var at = new Option<string?>("--at") { Description = "A date or time in UTC from which on they are worth nothing." };
        var never = new Option<bool>("--never") { Description = "They do not expire." };
        var reason = new Option<string>("--reason") { Description = "Why, for the audit log.", Required = true };
        var json = Reading.JsonOption();
        var expire = new Command("expire", "Say anew when vouchers of a range expire; one that has expired is worth its amount again, a used one stays as it is.")
        {
            from, to, at, never, reason, json,
        };
        expire.Validators.Add(parsed =>
        {
            if (parsed.GetValue(at) is null != parsed.GetValue(never))
            {
                parsed.AddError("expected --at or --never, one of them");
            }
        });
        expire.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var first = parsed.GetRequiredValue(from);
                var order = new VoucherExpiryOrder(
                    first, parsed.GetValue(to) ?? first, MoneyVerb.When(parsed.GetValue(at)), parsed.GetRequiredValue(reason), Reading.Who);
                await using var cluster = await services.ClusterAsync(cancellation);
                var reply = await cluster.Grains.GetGrain<IVoucherStockGrain>(0).SetExpiryAsync(order);
                Reading.Done(reply);

                Show.Either(
                    parsed.GetValue(json),
                    new { order.From, order.To, ExpiresAt = order.ExpiresAt?.ToDateTimeUtc(), Changed = reply.Id },
                    () => Console.WriteLine($"{Show.Count(reply.Id, "voucher")} changed"));
            },
            cancellation));

        return expire;
    }

    private static Command Redeem()
    {
        var json = Reading.JsonOption();
        var redeem = new Command("redeem", "Bring a voucher's money in; its code is read from standard input. Asked again, it is done once.") { MoneyVerb.Account, json };
        redeem.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var account = await services.AccountAsync(parsed.GetRequiredValue(MoneyVerb.Account), cancellation);

                if (!Console.IsInputRedirected)
                {
                    Console.Error.Write("Code: ");
                }

                var code = Console.In.ReadLine() ?? throw new UserException("expected the voucher's code on the first line of standard input");
                await using var cluster = await services.ClusterAsync(cancellation);
                var reply = await cluster.Grains.GetGrain<IVoucherGrain>(account.BalanceId).RedeemAsync(code, Reading.Who);

                if (reply.Result is not VoucherResult.Redeemed)
                {
                    throw new UserException($"nothing was brought in: {Reason(reply)}");
                }

                Show.Either(
                    parsed.GetValue(json),
                    new { reply.Amount, reply.Currency, reply.Tax, reply.Sequence, reply.Available },
                    () => Console.WriteLine(
                        $"done: {Show.Amount(reply.Amount, reply.Currency)} {reply.Currency}{(reply.Tax == 0 ? "" : $", {Show.Amount(reply.Tax, reply.Currency)} tax")}, ledger entry {reply.Sequence}, "
                        + $"available {Show.Amount(reply.Available, reply.Currency)}"));
            },
            cancellation));

        return redeem;
    }

    private static string Reason(VoucherReply reply) => reply.Result switch
    {
        VoucherResult.WrongCode => "there is no such code, or it may not be used",
        VoucherResult.Used => "another balance has it",
        VoucherResult.Expired => "it has expired",
        VoucherResult.OtherCurrency => "it is in another currency than the balance",
        VoucherResult.TooManyAttempts => $"too many wrong codes: try again at {Show.Time(reply.RetryAt?.ToDateTimeOffset())}",
        VoucherResult.NoBalance => "there is no such balance",
        _ => reply.Result.ToString(),
    };
}
