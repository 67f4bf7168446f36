using System.CommandLine;
using System.Globalization;
using Billing.Contracts.Paging;
using Billing.Contracts.Vouchers;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

// Looks at vouchers as they are stored: without their codes, which are not.
internal static partial class VoucherVerb
{
    private static readonly string[] Columns = [">serial", ">batch", ">amount", "currency", "state", "expires", "customer", "redeemed by", "at"];
    private static readonly string[] BatchColumns = [">batch", ">amount", "currency", ">count", ">from", ">to", "expires", "note", "by", "made"];

    private static Command List()
    {
        var batches = new Option<bool>("--batches") { Description = "The batches, newest first, instead of the vouchers." };
        var batch = new Option<long?>("--batch") { Description = "Only vouchers of this batch." };
        var from = new Option<long?>("--from") { Description = "From this serial number on." };
        var state = new Option<VoucherState?>("--state") { Description = "Only those in this state: Active, Blocked or Used." };
        var limit = Reading.LimitOption();
        var json = Reading.JsonOption();
        var list = new Command("list", "List vouchers by serial number, or their batches.") { batches, batch, from, state, limit, json };
        list.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var query = services.GetRequiredService<IVoucherQuery>();
                var size = Math.Clamp(parsed.GetValue(limit), 1, PageRequest<VoucherSort>.MostRows);

                if (parsed.GetValue(batches))
                {
                    Tell((await query.BatchesAsync(null, new(IsDescending: true, Size: size), cancellation)).Rows, parsed.GetValue(json));
                }
                else
                {
                    var filter = new VoucherFilter(parsed.GetValue(batch), parsed.GetValue(from), parsed.GetValue(state));
                    Tell((await query.ListAsync(filter, new(Size: size), cancellation)).Rows, parsed.GetValue(json));
                }
            },
            cancellation));

        return list;
    }

    private static Command Details()
    {
        var serial = new Argument<long>("serial") { Description = "Its serial number." };
        var json = Reading.JsonOption();
        var show = new Command("show", "Show how a voucher stands, and whose it became.") { serial, json };
        show.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var wanted = parsed.GetRequiredValue(serial);
                var page = await services.GetRequiredService<IVoucherQuery>().ListAsync(new(Serial: wanted), new(Size: 1), cancellation);

                if (page.Rows is not [var row] || row.Serial != wanted)
                {
                    throw new UserException($"no voucher has the serial number {wanted}");
                }

                if (parsed.GetValue(json))
                {
                    Show.Json(Shown(row));

                    return;
                }

                var word = row.State.ToString().ToLowerInvariant();
                Console.WriteLine($"voucher {Text(row.Serial)} of batch {Text(row.BatchId)}: {Show.Amount(row.Amount, row.Currency)} {row.Currency}, {word}{(row.ExpiresAt is { } at ? $", until {Show.Time(at.ToDateTimeOffset())}" : "")}");

                if (row.BalanceId is { } balanceId)
                {
                    Console.WriteLine($"redeemed by {row.RedeemedBy} at {Show.Time(row.RedeemedAt?.ToDateTimeOffset())} for {row.Customer}, balance {Text(balanceId)}");
                }
            },
            cancellation));

        return show;
    }

    private static void Tell(IReadOnlyList<VoucherRow> rows, bool json)
    {
        Show.Rows(
            json, rows, "no voucher", Columns,
            row =>
            [
                Text(row.Serial), Text(row.BatchId), Show.Amount(row.Amount, row.Currency), row.Currency, row.State.ToString(), Show.Time(row.ExpiresAt?.ToDateTimeOffset()),
                row.Customer, row.RedeemedBy, Show.Time(row.RedeemedAt?.ToDateTimeOffset()),
            ],
            Shown);
    }

    private static void Tell(IReadOnlyList<VoucherBatchRow> rows, bool json)
    {
        Show.Rows(
            json, rows, "no batch", BatchColumns,
            row =>
            [
                Text(row.BatchId), Show.Amount(row.Amount, row.Currency), row.Currency, Text(row.Count), row.FirstSerial is { } first ? Text(first) : "",
                row.LastSerial is { } last ? Text(last) : "", Show.Time(row.ExpiresAt?.ToDateTimeOffset()), row.Note, row.By, Show.Time(row.CreatedAt.ToDateTimeOffset()),
            ],
            row => new
            {
                Batch = row.BatchId,
                row.Amount,
                row.Currency,
                row.Count,
                From = row.FirstSerial,
                To = row.LastSerial,
                Expires = Show.Time(row.ExpiresAt?.ToDateTimeOffset()),
                row.Note,
                row.By,
                Made = Show.Time(row.CreatedAt.ToDateTimeOffset()),
            });
    }

    private static object Shown(VoucherRow row) => new
    {
        row.Serial,
        Batch = row.BatchId,
        row.Amount,
        row.Currency,
        State = row.State.ToString(),
        Expires = Show.Time(row.ExpiresAt?.ToDateTimeOffset()),
        row.BalanceId,
        row.Customer,
        row.RedeemedBy,
        RedeemedAt = Show.Time(row.RedeemedAt?.ToDateTimeOffset()),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
