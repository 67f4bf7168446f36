using Xunit.Sdk;

namespace Billing.Portal.Tests;

/// <summary>That what is looked for on every page is found where it is.</summary>
public sealed class PhoneTests(PortalFixture portal)
{
    [Theory]
    [InlineData("<div style='overflow:auto'><div style='width:800px'>wide</div></div>", "scrolls sideways")]
    [InlineData("<main><details><summary>More</summary><div style='overflow-x:scroll'><p style='width:800px'>wide</p></div></details></main>", "scrolls sideways")]
    [InlineData("<table class='cards'><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td data-label='C'>2</td></tr></tbody></table>", "under B")]
    [InlineData("<table class='cards'><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td data-label='B'><span></span></td></tr></tbody></table>", "over nothing")]
    [InlineData("<nav class='tabs' style='overflow:auto'><div style='width:800px'>many</div></nav>", null)]
    [InlineData("<table class='cards'><thead><tr><th>A</th><th>B ↓</th></tr></thead><tbody><tr><td>1</td><td data-label='B'>2</td></tr></tbody></table>", null)]
    public async Task What_hides_a_part_of_itself_or_stands_under_another_head_is_told(string html, string? told)
    {
        var page = await portal.OpenAsync("/account/sign-in", isPhone: true);
        await page.SetContentAsync(html);

        var found = await Record.ExceptionAsync(() => Phone.AssertAsync(page, "it"));

        Assert.Equal(told is not null, found is XunitException);
        Assert.Contains(told ?? "", found?.Message ?? "", StringComparison.Ordinal);
    }
}
