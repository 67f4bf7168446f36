using System.Collections.Immutable;
using Billing.Contracts.Rating;
using Billing.Portal.Desk;
using Billing.Portal.Rating;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;
using NodaTime;

namespace Billing.Portal.Tests.Catalogue;

/// <summary>Known prices, asked again.</summary>
public sealed class RatingCasesTests : BunitContext
{
    private static readonly RatingCase Case = new(
        1, "To London", new("carol"), new("UK evenings", "447", 1, "USD"), "admin", Instant.FromUtc(2026, 11, 1, 0, 0));

    public RatingCasesTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        Services.AddMudServices();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(Answers.Grains(
            Answers.To<IRatingCasesGrain>((_, _) => Task.FromResult<ImmutableArray<RatingCase>>([Case])),
            Answers.To<IRatingGrain>((_, _) => Task.FromException<RatingAnswer>(new OperationCanceledException()))));
        JSInterop.Mode = JSRuntimeMode.Loose;
        AddAuthorization().SetAuthorized("dana");
    }

    [Fact]
    public async Task They_can_be_asked_again_after_a_wait_that_was_given_up()
    {
        var cases = Render<RatingCases>();
        await cases.Find("button.linkbtn").ClickAsync(new());

        Assert.False(cases.Find("button.linkbtn").HasAttribute("disabled"));
    }
}
