using Billing.Portal.Desk;
using Billing.Portal.Layouts;
using Billing.Portal.Lists;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Tests.Lists;

/// <summary>A day is chosen for one list of a page.</summary>
public sealed class DayFilterTests : BunitContext
{
    public DayFilterTests() => Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();

    // The list whose rows it chooses begins anew by itself: its filter is another.
    [Fact]
    public void The_page_of_another_list_stays()
    {
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("my/bills?at=17");
        var page = Render<Addressed>(addressed => addressed.Add(it => it.ChildContent, builder =>
        {
            builder.OpenComponent<DayFilter>(0);
            builder.AddComponentParameter(1, nameof(DayFilter.Label), "Paid from");
            builder.AddComponentParameter(2, nameof(DayFilter.Name), "paidfrom");
            builder.CloseComponent();
        }));

        page.Find("input").Change("2026-03-01");

        page.WaitForAssertion(() => Assert.EndsWith("/my/bills?at=17&paidfrom=2026-03-01", navigation.Uri, StringComparison.Ordinal));
    }
}
