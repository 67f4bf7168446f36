using Billing.Core.Payments;
using NodaTime;

namespace Billing.Grains.Payments;

/// <summary>No money moves: the card's number says what happens, by the numbers that the trade tests with.</summary>
/// <remarks>It remembers nothing, and needs not to: the same call has the same answer.</remarks>
internal sealed class TestPaymentProvider : IPaymentProvider
{
    private const string Good = "4242424242424242";
    private const string Declined = "4000000000000002";
    private const string Poor = "4000000000009995";
    private const string Silent = "4000000000000119";

    // It can be kept; charging it fails.
    private const string KeptAndDeclined = "4000000000000341";

    // The bank asks its holder, every time.
    private const string Asking = "4000002760003184";

    private const string Others = "the test provider takes test cards only, such as 4242 4242 4242 4242";
    private const string Token = "test-card-";
    private const string Waiting = "test-asked-";

    public string Name => "test";

    public bool TakesCards => true;

    public bool HasPage => false;

    public Task<ProviderOutcome> AuthorizeAsync(ProviderCharge charge) => Task.FromResult(
        Answer(charge.Method is { } kept ? NumberOf(kept.Token) : CardNumber.Plain(charge.Card?.Number ?? ""), charge));

    public Task<ProviderOutcome> FindAsync(string key, Instant startedAt) =>
        Task.FromResult<ProviderOutcome>(new ProviderOutcome.Declined("the card was removed before it was charged"));

    public Task<ProviderOutcome> LookAsync(string reference, bool isHolderBack) => isHolderBack
        ? Accept($"test-{reference[Waiting.Length..]}")
        : Task.FromResult<ProviderOutcome>(new ProviderOutcome.NeedsAction(reference, null));

    public Task<ProviderOutcome> CaptureAsync(string key, string reference) => Accept(reference);

    public Task<ProviderOutcome> VoidAsync(string key, string reference) => Accept(reference);

    public Task<ProviderOutcome> RefundAsync(string key, string reference, decimal amount, string currency) => Accept($"refund-{key}");

    public Task<ProviderDispute?> DisputeAsync(string reference) => Task.FromResult<ProviderDispute?>(null);

    public Task<ProviderOutcome> OpenPageAsync(string key, long balanceId, string? payer, Uri returnTo) =>
        Task.FromResult<ProviderOutcome>(new ProviderOutcome.Declined("cards are typed here"));

    public Task<MethodOutcome> SaveAsync(NewMethod method)
    {
        var number = CardNumber.Plain(method.Card?.Number ?? "");

        return Task.FromResult<MethodOutcome>(number switch
        {
            Good or KeptAndDeclined or Asking => new MethodOutcome.Kept(
                null, TokenOf(number), CardNumber.BrandOf(number), number[^4..], new LocalDate(method.Card!.ExpiryYear, method.Card.ExpiryMonth, 1).With(DateAdjusters.EndOfMonth)),
            Silent => new MethodOutcome.Unknown(),
            Declined => new MethodOutcome.Declined("the card was declined"),
            Poor => new MethodOutcome.Declined("the card has insufficient funds"),
            _ => new MethodOutcome.Declined(Others),
        });
    }

    public Task<ProviderOutcome> ForgetAsync(string key, string token) => Accept(token);

    public ProviderEvent? Read(string body, string signature, Instant now) => null; // it tells nothing by itself

    // Not even a test card's number is kept.
    private static string TokenOf(string number) => Token + number switch
    {
        KeptAndDeclined => "declined",
        Asking => "asking",
        _ => "good",
    };

    private static string NumberOf(string token) => token[Token.Length..] switch
    {
        "declined" => KeptAndDeclined,
        "asking" => Asking,
        _ => Good,
    };

    private static ProviderOutcome Answer(string number, ProviderCharge charge) => number switch
    {
        Good => new ProviderOutcome.Accepted($"test-{charge.Key}"),
        Declined or KeptAndDeclined => new ProviderOutcome.Declined("the card was declined"),
        Poor => new ProviderOutcome.Declined("the card has insufficient funds"),
        Silent => new ProviderOutcome.Unknown(),
        Asking when charge.IsUnattended => new ProviderOutcome.Declined("the bank wants the holder to confirm", IsFinal: true),
        Asking => new ProviderOutcome.NeedsAction(Waiting + charge.Key, null),
        _ => new ProviderOutcome.Declined(Others),
    };

    private static Task<ProviderOutcome> Accept(string reference) => Task.FromResult<ProviderOutcome>(new ProviderOutcome.Accepted(reference));
}
