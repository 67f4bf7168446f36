using System.Collections.Immutable;
using Billing.Contracts.Payments;
using Billing.Portal.Care;
using Bunit;
using NodaTime;

namespace Billing.Portal.Tests.Care;

/// <summary>A payment of another amount than the page proposes, of which the page is told: what of it is tax is said all the same.</summary>
public sealed class ComeBackTests : CareContext
{
    private const string Operation = "care-begun";
    private static readonly Instant Then = Instant.FromUtc(2026, 11, 28, 9, 0);

    private PaymentReply _reply = new(PaymentResult.NeedsAction, ActionUrl: "https://bank.example/confirm");

    public ComeBackTests()
    {
        var begun = new PaymentView(
            1, Operation, Ann, 60, "USD", PaymentMethodKind.Card, "Visa ending in 4242", PaymentState.Started, null, null, 0, Then, "family")
        {
            MethodId = 5,
        };
        Grain(Ann, Answers.To<IWalletGrain>((method, arguments) => method.Name == nameof(IWalletGrain.GetAsync)
            ? Task.FromResult(new WalletView("Test", true, [new(5, "Visa", "4242", "2028-09-30", false, null, Then)], null, []))
            : Task.FromResult<ImmutableArray<TaxPart>>([new("VAT", 20, (decimal)arguments[0]! / 1.2m, (decimal)arguments[0]! / 6)])));
        Grain(0, Answers.To<IPaymentGrain>((method, _) => method.Name == nameof(IPaymentGrain.GetAsync)
            ? Task.FromResult<PaymentView?>(begun)
            : Task.FromResult(_reply)));
    }

    [Fact]
    public void Who_comes_back_from_the_banks_page_reads_what_the_balance_gets_of_that_payment()
    {
        var page = Open<TopUpPage>($"my/top-up?balance={Ann}&operation={Operation}");

        page.WaitForElement("[data-asked]");
        IsOf60(page.Find(".effect").TextContent);
    }

    [Fact]
    public void So_does_who_pays_and_is_told_of_another_that_was_begun()
    {
        _reply = new(PaymentResult.OtherOrder);
        var page = Open<TopUpPage>($"my/top-up?balance={Ann}");

        page.WaitForElement(".effect");
        page.FindAll("button").Single(button => button.TextContent.Contains("Pay 20", StringComparison.Ordinal)).Click();

        page.WaitForElement(".formerror");
        IsOf60(page.Find(".effect").TextContent);
    }

    private static void IsOf60(string effect)
    {
        Assert.Contains("VAT", effect, StringComparison.Ordinal);
        Assert.Contains("10.00", effect, StringComparison.Ordinal);
        Assert.Contains("51.00", effect, StringComparison.Ordinal); // 1 is there before it
    }
}
