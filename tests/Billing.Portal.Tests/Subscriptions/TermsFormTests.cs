using Billing.Portal.Desk;
using Billing.Portal.Subscriptions;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;

namespace Billing.Portal.Tests.Subscriptions;

/// <summary>What is typed of how a payer is billed arrives.</summary>
public sealed class TermsFormTests : BunitContext
{
    private readonly List<(string Class, bool IsExempt, int? AnchorDay)> _saved = [];

    public TermsFormTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        Services.AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Theory]
    [InlineData("31", 31)]
    [InlineData("", null)]
    public void The_day_of_the_month_on_which_periods_begin_is_chosen_as_billing_begins(string typed, int? day)
    {
        var form = Show(isBilled: false);

        form.Find("input:not([type=checkbox])").Change(typed);
        form.Find("button").Click();

        Assert.Equal([("default", false, day)], _saved);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("32")]
    [InlineData("x")]
    public void A_day_that_no_month_has_is_told_and_nothing_is_saved(string typed)
    {
        var form = Show(isBilled: false);

        form.Find("input:not([type=checkbox])").Change(typed);
        form.Find("button").Click();

        Assert.Empty(_saved);
        Assert.Contains("a number of 1 to 31", form.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_billed_keeps_the_day() => Assert.Empty(Show(isBilled: true).FindAll("input:not([type=checkbox])"));

    private IRenderedComponent<TermsForm> Show(bool isBilled) => Render<TermsForm>(form => form
        .Add(it => it.Classes, ["default"])
        .Add(it => it.Class, "default")
        .Add(it => it.IsBilled, isBilled)
        .Add(it => it.Save, (name, isExempt, day) =>
        {
            _saved.Add((name, isExempt, day));

            return Task.FromResult<string?>(null);
        }));
}
