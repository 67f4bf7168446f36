using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Host.Composition;

namespace Billing.Host.Verbs;

// Which invoices a payment settles, where somebody knows better than "the oldest first".
internal static partial class PaymentVerb
{
    private static Command Allocate()
    {
        var to = new Option<string[]>("--to") { Description = "An invoice and how much of it, such as INV-000002=5; without an amount all that is open; again for another one." };
        var undo = new Option<string?>("--undo") { Description = "The operation of an allocation of this payment that is taken back: the money goes to the oldest invoice again." };
        var command = new Command("allocate", "Put a payment's money on chosen invoices, first what settles nothing, then what settles others; the ledger stays as it is.")
        {
            Id, to, undo, MoneyVerb.OperationId,
        };
        command.Validators.Add(result =>
        {
            if ((result.GetResult(to) is null) == (result.GetResult(undo) is null))
            {
                result.AddError("expected --to or --undo");
            }
        });
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var found = await FindAsync(services, parsed.GetValue(Id), cancellation);
                var key = parsed.GetValue(undo) ?? parsed.GetValue(MoneyVerb.OperationId) ?? $"cli-{Guid.CreateVersion7():n}";
                var sequence = found.Sequence ?? throw new UserException($"payment {found.Row.PaymentId} is not credited");
                var parts = ImmutableArray.CreateBuilder<AllocationPart>();

                foreach (var text in parsed.GetValue(to) ?? [])
                {
                    parts.Add(await PartAsync(services, text, cancellation));
                }

                await using var cluster = await services.ClusterAsync(cancellation);
                var payer = cluster.Grains.GetGrain<IPayerGrain>(found.Row.BalanceId);
                var reply = parsed.GetValue(undo) is null
                    ? await payer.AllocateAsync(new(key, sequence, parts.ToImmutable(), Reading.Who))
                    : await payer.TakeBackAllocationAsync(new(key, Reading.Who));
                Console.WriteLine(reply.Problem is { } problem ? throw new UserException(problem) : $"done (operation {key})");
            },
            cancellation));

        return command;
    }

    private static async Task<AllocationPart> PartAsync(IServiceProvider services, string text, CancellationToken cancellation)
    {
        var (number, amount) = text.Split('=') switch
        {
            [var name] => (name, (decimal?)null),
            [var name, var part] when decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read) => (name, read),
            _ => throw new UserException($"--to: expected an invoice and an amount such as INV-000002=5.00, not \"{text}\""),
        };
        var invoice = (await services.GetRequiredService<IInvoiceQuery>().FindAsync(number, cancellation))?.Invoice
            ?? throw new UserException($"no invoice has the number \"{number}\"");

        return new(invoice.InvoiceId, amount ?? invoice.Total - invoice.Settled);
    }
}
