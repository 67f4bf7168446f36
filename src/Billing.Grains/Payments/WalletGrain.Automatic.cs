using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Core.Amounts;
using Billing.Core.Notifications;
using NodaTime;

namespace Billing.Grains.Payments;

// What is paid without asking. An occasion is written down before anybody is asked for money, and its payments have keys made of
// it: whoever goes on with it, on whichever silo, asks for the same payment.
internal sealed partial class WalletGrain
{
    // In the ledger and the audit log; nobody signs in by it, for a name of a user has no parentheses.
    private const string Itself = "(automatic)";

    private static readonly Duration UntilAsked = Duration.FromMinutes(1);

    public async Task<int> WorkAsync()
    {
        if (!IsOpen || await store.AutomaticAsync(BalanceId) is not { } terms || await OwnAsync(terms.MethodId) is not { State: MethodState.Kept } method)
        {
            return 0;
        }

        if (terms.Invoices is not null)
        {
            // Money that came in settles first: what is paid already is not paid again.
            await GrainFactory.GetGrain<IPayerGrain>(BalanceId).WakeAsync();
        }

        var due = new List<Occasion>(await store.DueOccasionsAsync(BalanceId, clock.Now()));

        if (terms.Invoices is { } moment)
        {
            due.AddRange(await store.BeginInvoicesAsync(BalanceId, moment, clock.Now()));
        }

        if (terms.TopUp is { } topUp && await AvailableAsync() < topUp.Below && await store.BeginTopUpAsync(BalanceId, topUp.MostADay, clock.Now()) is { } begun)
        {
            due.Add(begun);
        }

        foreach (var occasion in due)
        {
            if (!await TryAsync(occasion, terms, method))
            {
                break; // the card is frozen
            }
        }

        return due.Count;
    }

    /// <returns>Whether the card may be charged again.</returns>
    private async Task<bool> TryAsync(Occasion occasion, AutoPayTerms terms, StoredMethod method)
    {
        var payment = GrainFactory.GetGrain<IPaymentGrain>(occasion.OperationId);

        // Begun before a crash, it is the same payment still, of the same amount from the same card.
        var begun = await payment.GetAsync();
        var amount = begun?.Amount ?? await NeededAsync(occasion, terms);

        if (amount <= 0)
        {
            await store.EndAsync(occasion, AutoPaymentState.NotNeeded);

            return true;
        }

        var methodId = begun?.MethodId ?? method.MethodId;
        var reply = await payment.TopUpAsync(new(BalanceId, amount, new(PaymentMethodKind.Card, MethodId: methodId), null, Itself)
        {
            AutoPaymentId = occasion.AutoPaymentId,
        });

        switch (reply.Result)
        {
            case PaymentResult.Done:
                await store.EndAsync(occasion, AutoPaymentState.Paid);

                return true;

            // The next one is of another amount, and may be taken.
            case PaymentResult.Declined when reply.IsOfRequest:
                await store.EndAsync(occasion, AutoPaymentState.GivenUp, await DeclinedAsync(occasion, method, amount, clock.Now()), reply.Decline);

                return true;

            case PaymentResult.Declined:
                var now = clock.Now();

                // Of another card, which this one took the place of: what was wrong with that says nothing of this.
                var next = methodId == method.MethodId ? options.Value.Retries.After(occasion.Attempt, reply.IsFinal || IsExpired(method, now), now) : now;
                await store.FailAsync(occasion, methodId, reply.Decline ?? "declined", next, now, next is null ? await DeclinedAsync(occasion, method, amount, now) : null);

                return next is not null;

            // It will not be taken as it is, however often it is asked for: a person has to look.
            case PaymentResult.Refused or PaymentResult.OtherOrder:
                await store.EndAsync(occasion, AutoPaymentState.GivenUp, await DeclinedAsync(occasion, method, amount, clock.Now()));

                return true;

            default:
                await store.PostponeAsync(occasion, clock.Now() + UntilAsked);

                return true;
        }
    }

    private async Task<Notice> DeclinedAsync(Occasion occasion, StoredMethod method, decimal amount, Instant now) => new(
        NotificationEvent.PaymentFailed,
        string.Create(CultureInfo.InvariantCulture, $"payment-failed/{occasion.AutoPaymentId}/{occasion.Attempt}"),
        BalanceId,
        null,
        [new("amount", new Fact.Amount(amount, await CurrencyAsync() ?? "")), new("card", new Fact.Words(method.LastFour))],
        now);

    // Zero: somebody paid meanwhile, or it is not to be paid by itself any more.
    private async Task<decimal> NeededAsync(Occasion occasion, AutoPayTerms terms) => occasion switch
    {
        { InvoiceId: { } invoice } when terms.Invoices is not null => await ToMinorUnitAsync(await store.OpenOfAsync(invoice)),
        { InvoiceId: null } when terms.TopUp is { } topUp && await AvailableAsync() < topUp.Below => topUp.Amount,
        _ => 0,
    };

    // An older program beside this one may leave parts of it open until the payer is here; nobody can pay those.
    private async Task<decimal> ToMinorUnitAsync(decimal open) =>
        open > 0 && await CurrencyAsync() is { } currency ? open.Round(Currency.Parse(currency).MinorUnitDigits, Rounding.HalfAwayFromZero) : open;

    private async Task<decimal?> AvailableAsync() => (await GrainFactory.GetGrain<IBalanceGrain>(BalanceId).ShowAsync())?.Available;

    private static bool IsExpired(StoredMethod method, Instant now) => method.ExpiresOn < now.InUtc().Date;
}
