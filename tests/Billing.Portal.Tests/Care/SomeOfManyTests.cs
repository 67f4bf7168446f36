using Billing.Contracts.Records;
using Billing.Contracts.Usage;
using Billing.Portal.Care;
using Billing.Portal.Layouts;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Portal.Tests.Care;

/// <summary>More lines than were read, and another pays for all that were: one that has its own may be among the others.</summary>
public sealed class SomeOfManyTests : CareContext
{
    public SomeOfManyTests()
    {
        HasFunds = false;
        Lines = [.. Enumerable.Range(1, CareReader.MostLines + 1).Select(number => Line(number, $"line-{number:000}"))];
        Services.AddSingleton(Answers.To<IXdrQuery>((_, _) => null)).AddSingleton(Answers.To<IUsageQuery>((_, _) => null));
    }

    [Fact]
    public void Cards_ask_which_line_is_meant() => AsksWhich(Open<CardsPage>("my/cards"));

    [Fact]
    public void A_top_up_asks_which_line_is_meant() => AsksWhich(Open<TopUpPage>("my/top-up"));

    // Neither is all usage an answer to a search that several lines fit.
    [Fact]
    public void Of_several_lines_that_were_found_the_usage_of_none_is_shown()
    {
        var page = Open<UsagePage>("my/usage?find=line-00");

        page.WaitForElement("[data-several]");
        Assert.Empty(page.FindAll("table"));
    }

    private static void AsksWhich(IRenderedComponent<Addressed> page)
    {
        page.WaitForElement("[data-which]");
        Assert.DoesNotContain("paid by another account", page.Markup, StringComparison.Ordinal);
    }
}
