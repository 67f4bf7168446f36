using Billing.Contracts.Payments;
using Billing.Core.Payments;

namespace Billing.Grains.Payments;

/// <summary>No money moves: the card's number says what happens, by the numbers that the trade tests with.</summary>
internal sealed class TestPaymentProvider : IPaymentProvider
{
    public string Name => "test";

    public Task<ProviderOutcome> AuthorizeAsync(string key, decimal amount, string currency, Card card) =>
        Task.FromResult<ProviderOutcome>(CardNumber.Plain(card.Number) switch
        {
            "4242424242424242" => new ProviderOutcome.Accepted($"test-{key}"),
            "4000000000000002" => new ProviderOutcome.Declined("the card was declined"),
            "4000000000009995" => new ProviderOutcome.Declined("the card has insufficient funds"),
            "4000000000000119" => new ProviderOutcome.Unknown(),
            _ => new ProviderOutcome.Declined("the test provider takes test cards only, such as 4242 4242 4242 4242"),
        });

    public Task<ProviderOutcome> CaptureAsync(string key, string reference) =>
        Task.FromResult<ProviderOutcome>(new ProviderOutcome.Accepted(reference));

    public Task<ProviderOutcome> RefundAsync(string key, string reference, decimal amount, string currency) =>
        Task.FromResult<ProviderOutcome>(new ProviderOutcome.Accepted($"refund-{key}"));
}
