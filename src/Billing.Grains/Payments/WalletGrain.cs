using System.Collections.Immutable;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Payments;
using Billing.Grains.Changes;
using Microsoft.Extensions.Options;
using NodaTime.Text;

namespace Billing.Grains.Payments;

/// <summary>A payer's kept cards and what is paid from them by itself. The provider keeps the cards, we their tokens.</summary>
internal sealed partial class WalletGrain(
    IWalletStore store, IPaymentProvider provider, IOptions<PaymentOptions> options, TimeProvider clock) : Grain, IWalletGrain, IWalletHearingGrain
{
    private const int Shown = 20;

    private long BalanceId => this.GetPrimaryKeyLong();

    private bool IsOpen => options.Value.Provider is not PaymentProviderKind.None;

    public async Task<WalletView> GetAsync() => new(
        IsOpen ? provider.Name : null,
        provider.TakesCards,
        [.. (await store.MethodsAsync(BalanceId)).Select(View)],
        await store.AutomaticAsync(BalanceId),
        [.. await store.OccasionsAsync(BalanceId, Shown)])
    {
        HasPage = IsOpen && provider.HasPage,
    };

    public async Task<WalletReply> BeginAsync(string operationId, string returnTo, string by)
    {
        var problems = new Problems()
            .Expect(IsKey(operationId), "OperationId", "1 to 80 characters")
            .Expect(Uri.TryCreate(returnTo, UriKind.Absolute, out var address) && address.Scheme is "https" or "http", "ReturnTo", "an absolute address")
            .Expect(IsOpen && !provider.TakesCards, "Card", "a provider that has a page for cards")
            .Text(by, "By", 256)
            .All;

        if (!problems.IsEmpty)
        {
            return new(PaymentResult.Refused, Problems: problems);
        }

        if (await CurrencyAsync() is null)
        {
            return Refused("BalanceId", "a balance that is there");
        }

        var payer = await store.PayerAsync(BalanceId, provider.Name);

        switch (await provider.OpenPageAsync(operationId, BalanceId, payer, address!))
        {
            case ProviderOutcome.NeedsAction(var known, var page):
                await store.StartMethodAsync(operationId, BalanceId, provider.Name, known, by, clock.Now());

                return new(PaymentResult.Done, Url: page);

            case ProviderOutcome.Declined(var reason, _):
                return new(PaymentResult.Declined, Decline: reason);

            default:
                return new(PaymentResult.Unknown);
        }
    }

    public Task<WalletReply> SaveAsync(SaveMethodOrder order) => SaveAsync(order, null);

    public async Task<WalletReply> RemoveAsync(long methodId, string by)
    {
        if (await OwnAsync(methodId) is not { } method)
        {
            return Refused("MethodId", "a card that the payer keeps here");
        }

        if (method.Token is { } token && method.Provider == provider.Name
            && await provider.ForgetAsync($"{method.OperationId}/forget", token) is ProviderOutcome.Unknown)
        {
            return new(PaymentResult.Unknown, methodId);
        }

        await store.SetMethodAsync(method, MethodState.Removed, null, by, clock.Now());

        return new(PaymentResult.Done, methodId);
    }

    public async Task<WalletReply> RenewAsync(long methodId, string by)
    {
        if (await OwnAsync(methodId) is not { } method)
        {
            return Refused("MethodId", "a card that the payer keeps here");
        }

        await store.SetMethodAsync(method, MethodState.Kept, null, by, clock.Now());

        if (await store.AutomaticAsync(BalanceId) is { } terms && terms.MethodId == methodId)
        {
            await store.SetAutomaticAsync(BalanceId, terms, by, clock.Now()); // what was given up waits for this
        }

        return new(PaymentResult.Done, methodId);
    }

    public async Task<WalletReply> SetAutomaticAsync(AutoPayTerms? terms, string by)
    {
        if (terms is not null)
        {
            if (await CurrencyAsync() is not { } currency)
            {
                return Refused("BalanceId", "a balance that is there");
            }

            var method = await OwnAsync(terms.MethodId);
            var problems = new Problems()
                .Expect(method is { State: MethodState.Kept }, nameof(terms.MethodId), "a card that the payer keeps here and that is not frozen")
                .Expect(terms.Invoices is not null || terms.TopUp is not null, nameof(terms.Invoices), "bills, top-ups, or both")
                .Expect(terms.Invoices is not { } moment || Enum.IsDefined(moment), nameof(terms.Invoices), "when issued or when due")
                .Expect(terms.TopUp is not { } one || PaymentRules.IsAmount(one.Below, currency), nameof(AutoTopUp.Below), $"an amount above zero, to the minor unit of {currency}")
                .Expect(terms.TopUp is not { } two || PaymentRules.IsAmount(two.Amount, currency), nameof(AutoTopUp.Amount), $"an amount above zero, to the minor unit of {currency}")
                .Expect(terms.TopUp is not { } three || three.MostADay is >= 1 and <= 100, nameof(AutoTopUp.MostADay), "1 to 100")
                .Text(by, "By", 256)
                .All;

            if (!problems.IsEmpty)
            {
                return new(PaymentResult.Refused, Problems: problems);
            }
        }

        await store.SetAutomaticAsync(BalanceId, terms, by, clock.Now());
        await GrainFactory.GetGrain<IBalanceGrain>(BalanceId).ReloadAsync(); // it says when its funds fall below

        return new(PaymentResult.Done);
    }

    public async Task<ImmutableArray<TaxPart>> QuoteAsync(decimal amount) => PaymentRules.Split(await store.TaxesAsync(BalanceId), amount);

    public async Task<EventResult> HearAsync(SaveMethodOrder order, Heard heard) => (await SaveAsync(order, heard)).Result is PaymentResult.Unknown
        ? EventResult.Later
        : EventResult.Taken;

    private async Task<WalletReply> SaveAsync(SaveMethodOrder order, Heard? heard)
    {
        var problems = PaymentRules.Check(order, provider.TakesCards, clock.Now()).Expect(IsOpen, nameof(order.Card), "a provider that takes cards").All;

        if (!problems.IsEmpty)
        {
            return new(PaymentResult.Refused, Problems: problems);
        }

        if (await CurrencyAsync() is null)
        {
            return Refused("BalanceId", "a balance that is there");
        }

        var payer = await store.PayerAsync(BalanceId, provider.Name);
        var method = await store.FindMethodAsync(order.OperationId)
            ?? await store.StartMethodAsync(order.OperationId, BalanceId, provider.Name, payer, order.By, clock.Now());

        if (method.BalanceId != BalanceId)
        {
            return new(PaymentResult.OtherOrder);
        }

        if (method.State is MethodState.Started)
        {
            var outcome = await provider.SaveAsync(new(order.OperationId, BalanceId, method.Payer, order.Card, order.Reference));

            if (outcome is MethodOutcome.Unknown)
            {
                return new(PaymentResult.Unknown, method.MethodId);
            }

            await store.SavedAsync(method, outcome, clock.Now(), heard);
            method = (await store.MethodAsync(method.MethodId))!;
        }
        else if (heard is not null)
        {
            await store.SavedAsync(method, new MethodOutcome.Unknown(), clock.Now(), heard);
        }

        return method.State is MethodState.Declined
            ? new(PaymentResult.Declined, method.MethodId, Decline: method.Reason)
            : new(PaymentResult.Done, method.MethodId);
    }

    private async Task<StoredMethod?> OwnAsync(long methodId) =>
        await store.MethodAsync(methodId) is { State: MethodState.Kept or MethodState.Frozen } method && method.BalanceId == BalanceId ? method : null;

    private async Task<string?> CurrencyAsync() => (await GrainFactory.GetGrain<IBalanceGrain>(BalanceId).ShowAsync())?.Currency;

    private static bool IsKey(string key) => key is { Length: > 0 and <= 80 };

    private static MethodView View(StoredMethod method) => new(
        method.MethodId,
        method.Brand,
        method.LastFour,
        method.ExpiresOn is { } day ? LocalDatePattern.Iso.Format(day) : "",
        method.State is MethodState.Frozen,
        method.Reason,
        method.CreatedAt);

    private static WalletReply Refused(string field, string expected) => new(PaymentResult.Refused, Problems: [new FieldProblem(field, expected)]);
}
