using Billing.Portal.Design;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Tests.Lists;

/// <summary>Filters that are set faster than the browser answers, as over a slow link.</summary>
public sealed class AddressQueryTests
{
    private readonly SlowNavigation _browser = new();

    [Fact]
    public void What_is_set_before_the_browser_has_answered_takes_nothing_away()
    {
        Set("state", "Open");
        Set("class", "business");

        Assert.Equal("class=business&state=Open", Shown());
    }

    [Fact]
    public void An_answer_to_the_first_does_not_take_the_second_away()
    {
        Set("state", "Open");
        Set("class", "business");
        _browser.Answer();
        Set("q", "bob");

        Assert.Equal("class=business&q=bob&state=Open", Shown());
    }

    [Fact]
    public void A_filter_that_is_taken_away_stays_away()
    {
        Set("state", "Open");
        Set("state", null);
        Set("class", "business");

        Assert.Equal("class=business", Shown());
    }

    [Fact]
    public void What_was_on_its_way_when_the_viewer_went_elsewhere_is_not_taken_along()
    {
        Set("state", "Open");
        _browser.GoElsewhere("https://portal.example/admin/customers");
        Set("q", "bob");

        Assert.EndsWith("/admin/customers?q=bob", _browser.Told.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("?", true)]
    [InlineData("?tab=single", true)]
    [InlineData("?tab=single&batch=7", false)]
    [InlineData("?view=0", false)]
    public void A_part_of_a_page_is_nothing_chosen(string query, bool isEmpty) =>
        Assert.Equal(isEmpty, new AddressQuery(_browser, "https://portal.example/admin/vouchers" + query).IsEmpty);

    [Theory]
    [InlineData("?q=bob", "bob")]
    [InlineData("?q=%00", null)] // no text of PostgreSQL's has that
    [InlineData("?q=b%00b", null)]
    public void What_no_database_could_be_asked_for_is_not_chosen(string query, string? chosen) =>
        Assert.Equal(chosen, new AddressQuery(_browser, "https://portal.example/admin/customers" + query)["q"]);

    [Theory]
    [InlineData("2026-02-28", true)]
    [InlineData("2026-02-29", false)]
    [InlineData("0001-01-01", false)]
    [InlineData("9999-12-31", false)] // the day after it is in no calendar
    public void A_day_is_one_from_which_others_can_be_counted(string day, bool isOne) =>
        Assert.Equal(isOne, new AddressQuery(_browser, "https://portal.example/admin/usage?from=" + day).Day("from") is not null);

    [Theory]
    [InlineData("2026-02-28T10:30", true)]
    [InlineData("2026-02-28", false)]
    [InlineData("-9998-01-01T00:00", false)] // no database knows it
    [InlineData("9999-12-31T23:59", false)]
    public void A_moment_is_of_such_a_day(string moment, bool isOne) =>
        Assert.Equal(isOne, new AddressQuery(_browser, "https://portal.example/admin/tariffs/1?at=" + moment).Moment("at", Viewer.Default) is not null);

    // As a filter does: by the address that it was last given, which is the browser's last answer.
    private void Set(string name, string? value) => new AddressQuery(_browser).Set((name, value));

    private string Shown()
    {
        while (_browser.Answer())
        {
        }

        return string.Join('&', new Uri(_browser.Uri).Query.TrimStart('?').Split('&').Order(StringComparer.Ordinal));
    }

    private sealed class SlowNavigation : NavigationManager
    {
        public SlowNavigation() => Initialize("https://portal.example/", "https://portal.example/admin/invoices");

        public Queue<string> Told { get; } = new();

        public bool Answer()
        {
            if (!Told.TryDequeue(out var uri))
            {
                return false;
            }

            Uri = uri;
            NotifyLocationChanged(isInterceptedLink: false);

            return true;
        }

        public void GoElsewhere(string uri)
        {
            Uri = uri;
            NotifyLocationChanged(isInterceptedLink: true);
        }

        protected override void NavigateToCore(string uri, NavigationOptions options) => Told.Enqueue(uri);
    }
}
