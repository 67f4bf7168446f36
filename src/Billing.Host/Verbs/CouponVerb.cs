using System.CommandLine;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Host.Composition;
using Billing.Host.Output;
using NodaTime.Text;

namespace Billing.Host.Verbs;

/// <summary><c>coupon</c>: something off a payer's invoices.</summary>
internal static class CouponVerb
{
    public static readonly string[] Columns = [">number", "name", ">off", "for", ">taken off", "state"];

    private static readonly Option<string> Account = new("--account") { Description = "One that the payer pays for.", Required = true };

    public static Command Create() => new("coupon", "Something off a payer's invoices, before taxes.") { List(), Give(), End() };

    private static Command List()
    {
        var json = Reading.JsonOption();
        var list = new Command("list", "Show a payer's coupons, those that are used up, over or have ended too.") { Account, json };
        list.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var account = await services.AccountAsync(parsed.GetRequiredValue(Account), cancellation);
                var rows = await services.GetRequiredService<IInvoiceQuery>().CouponsAsync(account.BalanceId, cancellation);

                Show.Rows(parsed.GetValue(json), rows, "no coupon", Columns, Cells, Shown);
            },
            cancellation));

        return list;
    }

    private static Command Give()
    {
        var name = new Argument<string>("name") { Description = "As invoices name it." };
        var percent = Typed.NumberOption("--percent", "Of what is charged, after earlier coupons; more than 0, up to 100.");
        var amount = Typed.NumberOption("--amount", "Instead: in the payer's currency, before taxes.");
        var invoices = new Option<int?>("--invoices") { Description = "Off each of so many invoices that it takes something off." };
        var months = new Option<int?>("--months") { Description = "Off each invoice whose period ends within so many months from today." };
        var forEver = new Option<bool>("--for-ever") { Description = "Off each invoice until it is ended. Without one of these three once: a percentage of one invoice, an amount until all of it is taken off." };
        var plan = new Option<string[]>("--plan") { Description = "Only off what subscriptions to plans of this name are charged; may be said several times." };
        var operation = new Option<string?>("--operation") { Description = "A key of your own: the same again is the same coupon." };
        var give = new Command("give", "Take something off the invoices that are made from now on.") { name, Account, percent, amount, invoices, months, forEver, plan, operation };
        give.SetAction((parsed, cancellation) => OrderAsync(
            parsed,
            payer => payer.GiveCouponAsync(new(
                parsed.GetValue(operation) ?? $"cli-{Guid.CreateVersion7():n}", parsed.GetRequiredValue(name), parsed.GetValue(percent), parsed.GetValue(amount),
                parsed.GetValue(invoices), parsed.GetValue(months), parsed.GetValue(forEver), Reading.Who,
                [.. parsed.GetValue(plan) ?? []])),
            cancellation));

        return give;
    }

    private static Command End()
    {
        var number = new Argument<long>("coupon") { Description = "Its number: coupon list." };
        var end = new Command("end", "Take nothing more off for it; invoices that were made stay as they are.") { number, Account };
        end.SetAction((parsed, cancellation) => OrderAsync(
            parsed, payer => payer.EndCouponAsync(new(parsed.GetRequiredValue(number), Reading.Who)), cancellation));

        return end;
    }

    private static Task<int> OrderAsync(ParseResult parsed, Func<IPayerGrain, Task<PayerReply>> order, CancellationToken cancellation) => Reading.WithAsync(
        async services =>
        {
            var account = await services.AccountAsync(parsed.GetRequiredValue(Account), cancellation);
            await using var cluster = await services.ClusterAsync(cancellation);
            _ = await services.GetRequiredService<IInvoiceQuery>().PayerAsync(account.BalanceId, cancellation)
                ?? throw new UserException($"what {account.Login} costs is not billed");
            var reply = await order(cluster.Grains.GetGrain<IPayerGrain>(account.BalanceId));
            Console.WriteLine(reply.Problem is { } problem ? throw new UserException(problem) : FormattableString.Invariant($"coupon {reply.Id}: done"));
        },
        cancellation);

    /// <summary>Of <see cref="Columns"/>.</summary>
    public static string?[] Cells(CouponRecord row) =>
    [
        FormattableString.Invariant($"{row.Coupon.CouponId}"), row.Coupon.Name,
        row.Coupon.Percent > 0 ? FormattableString.Invariant($"{row.Coupon.Percent:0.#####} %") : Show.Amount(row.Coupon.Amount, row.Currency),
        row.Coupon.Plans.IsEmpty ? Length(row) : $"{Length(row)}; {string.Join(", ", row.Coupon.Plans)}",
        Show.Amount(row.Coupon.TakenOff, row.Currency), State(row),
    ];

    /// <summary>What machines get of it.</summary>
    public static object Shown(CouponRecord row) => new
    {
        Id = row.Coupon.CouponId,
        row.Coupon.Name,
        Percent = row.Coupon.Percent > 0 ? row.Coupon.Percent : (decimal?)null,
        Amount = row.Coupon.Amount > 0 ? row.Coupon.Amount : (decimal?)null,
        row.Coupon.Invoices,
        Plans = row.Coupon.Plans.IsEmpty ? null : row.Coupon.Plans.ToArray(),
        Until = row.Coupon.Until is { } until ? LocalDatePattern.Iso.Format(until) : null,
        Left = row.Coupon.CarriesOn ? row.Coupon.Amount - row.Coupon.TakenOff : (decimal?)null,
        row.Coupon.TakenOff,
        row.Coupon.Times,
        State = State(row),
        row.GivenBy,
        GivenAt = InstantPattern.General.Format(row.GivenAt),
    };

    private static string State(CouponRecord row) => row.EndedAt is not null ? "ended" : row.Coupon.IsUsedUp ? "used up" : row.IsOver ? "over" : "active";

    private static string Length(CouponRecord row) => row.Coupon switch
    {
        { CarriesOn: true } => $"once, {Show.Amount(row.Coupon.Amount - row.Coupon.TakenOff, row.Currency)} left",
        { Invoices: { } invoices, Until: { } until } => FormattableString.Invariant($"{row.Coupon.Times} of {invoices} invoices, until {until:uuuu-MM-dd}"),
        { Invoices: { } invoices } => FormattableString.Invariant($"{row.Coupon.Times} of {invoices} invoices"),
        { Until: { } until } => FormattableString.Invariant($"until {until:uuuu-MM-dd}"),
        _ => "until it is ended",
    };
}
