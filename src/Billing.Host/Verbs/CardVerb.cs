using System.CommandLine;
using Billing.Contracts.Payments;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>card</c>: the cards that a payer keeps with the payment provider; they are saved where their holder types them.</summary>
internal static class CardVerb
{
    private static readonly Option<string> Account = new("--account") { Description = "One that the payer pays for.", Required = true };
    private static readonly Argument<long> Card = new("card") { Description = "Its number: card list." };

    public static Command Create() => new("card", "Cards that a payer keeps, and what is paid from them without asking.") { List(), Default(), Remove() };

    private static Command List()
    {
        var json = Reading.JsonOption();
        var list = new Command("list", "List a payer's cards, and which of them pays without asking.") { Account, json };
        list.SetAction((parsed, cancellation) => OnAsync(
            parsed,
            async wallet =>
            {
                var view = await wallet.GetAsync();
                var terms = view.Automatic;

                Show.Either(
                    parsed.GetValue(json),
                    new
                    {
                        Cards = view.Methods.Select(one => new
                        {
                            Card = one.MethodId,
                            one.Brand,
                            one.LastFour,
                            one.ExpiresOn,
                            one.IsFrozen,
                            one.Reason,
                            IsDefault = one.MethodId == terms?.MethodId,
                        }),
                        Invoices = terms?.Invoices?.ToString(),
                        TopUp = terms?.TopUp,
                    },
                    () => Show.Table(view.Methods, "no card", [">card", "brand", "ending in", "expires", "state", "pays without asking"], one =>
                    [
                        $"{one.MethodId}", one.Brand, one.LastFour, one.ExpiresOn, one.IsFrozen ? $"frozen: {one.Reason}" : "good",
                        one.MethodId == terms?.MethodId ? What(terms) : "",
                    ]));
            },
            cancellation));

        return list;
    }

    private static Command Default()
    {
        var invoices = new Option<InvoiceMoment?>("--invoices") { Description = "Invoices are paid from it WhenIssued or WhenDue; else what is paid without asking stays." };
        var command = new Command("default", "Pay from this card what is paid without asking.") { Card, Account, invoices };
        command.SetAction((parsed, cancellation) => OnAsync(
            parsed,
            async wallet =>
            {
                var (known, moment) = ((await wallet.GetAsync()).Automatic, parsed.GetValue(invoices));

                if (known is null && moment is null)
                {
                    throw new UserException("nothing is paid without asking yet: --invoices WhenIssued or WhenDue begins it");
                }

                Done(await wallet.SetAutomaticAsync(new(parsed.GetRequiredValue(Card), moment ?? known?.Invoices, known?.TopUp), Reading.Who));
            },
            cancellation));

        return command;
    }

    private static Command Remove()
    {
        var command = new Command("remove", "Have the provider forget a card; what was paid from it without asking ends.") { Card, Account };
        command.SetAction((parsed, cancellation) => OnAsync(
            parsed, async wallet => Done(await wallet.RemoveAsync(parsed.GetRequiredValue(Card), Reading.Who)), cancellation));

        return command;
    }

    private static Task<int> OnAsync(ParseResult parsed, Func<IWalletGrain, Task> act, CancellationToken cancellation) => Reading.WithAsync(
        async services =>
        {
            var account = await services.AccountAsync(parsed.GetRequiredValue(Account), cancellation);
            await using var cluster = await services.ClusterAsync(cancellation);
            await act(cluster.Grains.GetGrain<IWalletGrain>(account.BalanceId));
        },
        cancellation);

    private static void Done(WalletReply reply) => Console.WriteLine(reply.Result is PaymentResult.Done
        ? "done"
        : throw new UserException(reply switch
        {
            { Decline: { } decline } => decline,
            { Problems.IsDefaultOrEmpty: false } => string.Join("; ", reply.Problems),
            { Result: PaymentResult.Unknown } => "the payment provider does not answer: it may be done, look before you ask again",
            { Result: PaymentResult.NeedsAction } => "the bank wants the card's holder to confirm it, which is done in self-care",
            _ => "it was refused; nothing was done",
        }));

    private static string What(AutoPayTerms terms) => (terms.Invoices, terms.TopUp) switch
    {
        (InvoiceMoment.WhenIssued, null) => "invoices when issued",
        (InvoiceMoment.WhenDue, null) => "invoices when due",
        (null, not null) => "top-ups",
        (null, null) => "nothing",
        (InvoiceMoment.WhenIssued, _) => "invoices when issued, top-ups",
        _ => "invoices when due, top-ups",
    };
}
