using NodaTime;

namespace Billing.Grains.Payments;

/// <summary>Nobody takes cards here: money comes in by hand and by vouchers.</summary>
internal sealed class NoPaymentProvider : IPaymentProvider
{
    private static readonly Task<ProviderOutcome> No = Task.FromResult<ProviderOutcome>(
        new ProviderOutcome.Declined("cards are not taken here", IsFinal: true));

    public string Name => "none";

    public bool TakesCards => false;

    public bool HasPage => false;

    public Task<ProviderOutcome> AuthorizeAsync(ProviderCharge charge) => No;

    // Whoever took cards before may have it.
    public Task<ProviderOutcome> FindAsync(string key, Instant startedAt) => Task.FromResult<ProviderOutcome>(new ProviderOutcome.Unknown());

    public Task<ProviderOutcome> LookAsync(string reference, bool isHolderBack) => No;

    public Task<ProviderOutcome> CaptureAsync(string key, string reference) => No;

    public Task<ProviderOutcome> VoidAsync(string key, string reference) => No;

    public Task<ProviderOutcome> RefundAsync(string key, string reference, decimal amount, string currency) => No;

    public Task<ProviderDispute?> DisputeAsync(string reference) => Task.FromResult<ProviderDispute?>(null);

    public Task<ProviderOutcome> OpenPageAsync(string key, long balanceId, string? payer, Uri returnTo) => No;

    public Task<MethodOutcome> SaveAsync(NewMethod method) =>
        Task.FromResult<MethodOutcome>(new MethodOutcome.Declined("cards are not taken here"));

    public Task<ProviderOutcome> ForgetAsync(string key, string token) => No;

    public ProviderEvent? Read(string body, string signature, Instant now) => null;
}
