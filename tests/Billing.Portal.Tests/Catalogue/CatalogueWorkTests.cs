using System.Globalization;
using System.Text;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Rating;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;

namespace Billing.Portal.Tests.Catalogue;

/// <summary>What administrators do with the catalogue and the network, by the browser alone.</summary>
public sealed class CatalogueWorkTests(PortalFixture portal)
{
    [Fact]
    public async Task A_tariff_is_made_and_gets_a_rate_that_is_in_force_and_one_that_is_planned()
    {
        var page = await portal.OpenAsync("/admin/tariffs", "admin");
        await page.ReadyAsync();
        var name = $"Retail {Guid.NewGuid():N}";
        await page.GetByRole(AriaRole.Button, new() { Name = "New tariff" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Field("Name").FillAsync(name);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the tariff" }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing was changed"); // no currency
        await dialog.Field("Currency").FillAsync("EUR");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the tariff" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(name);

        await AddRateAsync(page, "447", "0.105", from: null);
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "447" })).ToContainTextAsync("0.10500 / minute");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "447" })).ToContainTextAsync("no change planned");

        var next = DateTime.UtcNow.AddDays(30);
        await AddRateAsync(page, "447", "0.2", next.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "447" })).ToContainTextAsync("0.20 from");

        await page.Field("As of, Europe/London").FillAsync(next.AddDays(1).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "447" })).ToContainTextAsync("0.20000 / minute");
    }

    [Fact]
    public async Task A_price_list_with_a_bad_row_is_looked_at_and_applied_without_it_and_a_reload_keeps_the_place()
    {
        var page = await portal.OpenAsync($"/admin/tariffs/{await portal.TariffIdAsync("UK evenings")}/import", "admin");
        await page.ReadyAsync();
        await Assertions.Expect(page.Field("Choose the file")).ToBeEnabledAsync();
        await page.Field("Choose the file").SetInputFilesAsync(new FilePayload
        {
            Name = "carrier.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes("prefix,price,intervals\n3531,0.031,60/6\n3532,abc,60/6\n3533,0.033,60/6\n"),
        });
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Rejected lines" })).ToBeVisibleAsync();
        await page.ReloadAsync();
        await page.ReadyAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "abc" })).ToContainTextAsync("price");

        await page.Choice("Lines that cannot be read").SelectOptionAsync(new SelectOptionValue { Label = "Left out, the others are applied" });
        await page.Field("Carrier").FillAsync("Acme Voice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read it again so" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply 2 rates" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Applied: the tariff is in version")).ToBeVisibleAsync();

        var saving = page.WaitForDownloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save all as CSV" }).ClickAsync();
        var text = await File.ReadAllTextAsync(await (await saving).PathAsync(), TestContext.Current.CancellationToken);
        Assert.StartsWith("line,column,value,reason,text", text, StringComparison.Ordinal);
        Assert.Contains("3,price,abc,", text, StringComparison.Ordinal);

        // The carrier's next list is read so by whoever imports it.
        await page.GotoAsync($"/admin/tariffs/{await portal.TariffIdAsync("UK evenings")}/import");
        await page.ReadyAsync();
        await Assertions.Expect(page.GetByLabel("Carrier").First.Locator("option:checked")).ToHaveTextAsync("Acme Voice");
    }

    [Fact]
    public async Task Many_prices_are_changed_and_the_change_is_taken_back_as_one()
    {
        var page = await portal.OpenAsync($"/admin/tariffs/{await portal.TariffIdAsync("UK evenings")}/bulk", "admin");
        await page.ReadyAsync();
        await page.Field("Change, %").FillAsync("10");
        await page.Field("In force from, Europe/London").FillAsync(DateTime.UtcNow.AddDays(60).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what it would do" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Change . rates") }).ClickAsync();
        await page.ArrivesAsync("**/admin/tariffs/scaling/portal-*");
        await page.ReloadAsync(); // it goes on, and its address shows it
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See the change, or take it back" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-reversal]")).ToContainTextAsync("Not in force yet: go");

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Take back version") }).ClickAsync();
        await Assertions.Expect(page.GetByText("Taken back in")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("There is nothing left to take back.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "All changes" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new("take back version") }).First).ToContainTextAsync("admin");
    }

    [Fact]
    public async Task Two_tariffs_are_compared_and_saved_with_the_biggest_difference_first()
    {
        var (voice, evenings) = (await portal.TariffIdAsync("Voice"), await portal.TariffIdAsync("UK evenings"));
        var page = await portal.OpenAsync($"/admin/tariffs/{voice}/compare?with={evenings}", "admin");
        await page.ReadyAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "4479" })).ToContainTextAsync("by 44"); // its own in the one only
        var change = page.GetByRole(AriaRole.Columnheader, new() { Name = "Change" });
        await Assertions.Expect(change).ToHaveTextAsync("Change ↓");
        await Assertions.Expect(change).ToHaveAttributeAsync("aria-sort", "descending");

        // It is what other lists are: filtered, put in another order, turned and saved.
        var prefixes = page.GetByRole(AriaRole.Region, new() { Name = "Differences" }).Locator("tbody tr td:first-child");
        await page.GetByRole(AriaRole.Columnheader, new() { Name = "Prefix" }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(prefixes.First).ToHaveTextAsync("1212");
        await page.Locator("label.fq input").FillAsync("44");
        await Assertions.Expect(prefixes.Filter(new() { HasText = "1212" })).ToHaveCountAsync(0);
        await Assertions.Expect(prefixes.First).ToContainTextAsync("44");
        var listed = await page.RunAndWaitForDownloadAsync(() => page.ButtonAsync("Save as CSV"));
        Assert.StartsWith("Prefix,Destination,", (await File.ReadAllTextAsync(await listed.PathAsync(), TestContext.Current.CancellationToken)).TrimStart('\uFEFF'), StringComparison.Ordinal);
        var exported = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());
        var found = (await File.ReadAllLinesAsync(await exported.PathAsync(), TestContext.Current.CancellationToken))[1..].Select(line => line.Split(',')[0]).ToArray();
        Assert.Contains("4479", found);
        Assert.All(found, prefix => Assert.StartsWith("44", prefix, StringComparison.Ordinal));
        Assert.Equal(found.Order(StringComparer.Ordinal), found); // as the list stands
        await page.Locator("label.fq input").FillAsync("no such prefix");
        await Assertions.Expect(page.GetByText("No row fits the filter.")).ToBeVisibleAsync();
        await page.Locator("label.fq input").FillAsync("");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "4479" })).ToBeVisibleAsync(); // the address has it

        await page.Locator("[data-contrasts]").GetByRole(AriaRole.Link).Last.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "1212" })).ToContainTextAsync("Ended");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "4479" })).ToHaveCountAsync(0);

        var saving = page.WaitForDownloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync();
        var text = await File.ReadAllTextAsync(await (await saving).PathAsync(), TestContext.Current.CancellationToken);
        Assert.StartsWith("prefix,description,kind,percent,price_before", text, StringComparison.Ordinal);
        Assert.Contains("ended", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_product_is_copied_and_its_change_is_looked_at_and_published()
    {
        var page = await portal.OpenAsync("/admin/products/1", "admin");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Clone" }).ClickAsync();
        var name = $"Copy {Guid.NewGuid():N}";
        await page.Field("Name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the product" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(name);

        await page.GetByRole(AriaRole.Link, new() { Name = "Edit", Exact = true }).ClickAsync();
        await page.Field("Sessions at once").First.FillAsync("3");
        await page.GetByRole(AriaRole.Button, new() { Name = "See what it changes" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-changes]")).ToContainTextAsync("Sessions at once");
        await Assertions.Expect(page.GetByText("Accounts that have it as main product")).ToBeVisibleAsync();

        await page.Field("From, Europe/London").FillAsync(DateTime.UtcNow.AddDays(9).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
        await page.Keyboard.PressAsync("Tab");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish it then" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Planned by admin for")).ToBeVisibleAsync();
        await page.Field("From, Europe/London").FillAsync("");
        await page.Keyboard.PressAsync("Tab");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish it now" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(name);
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Services" })).ToContainTextAsync("3");
    }

    [Fact]
    public async Task A_copied_tariff_that_got_another_name_gets_its_own_back_by_undo()
    {
        var page = await portal.OpenAsync($"/admin/tariffs/{await portal.TariffIdAsync("UK evenings")}/details", "admin");
        await page.ReadyAsync();
        var name = $"Copy {Guid.NewGuid():N}";
        await page.GetByRole(AriaRole.Button, new() { Name = "Clone the tariff" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Field("Name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the copy" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(name);

        await page.GetByRole(AriaRole.Link, new() { Name = "Details" }).ClickAsync();
        await page.Field("Name").FillAsync(name + " by mistake");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the tariff" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("by mistake");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).Not.ToContainTextAsync("by mistake");
    }

    [Fact]
    public async Task A_call_is_priced_with_its_reasons_and_kept_as_a_case()
    {
        var page = await portal.OpenAsync("/admin/test-rating", "admin");
        await page.ReadyAsync();
        await page.Field("Account").FillAsync("carol");
        await page.Field("Dialled number").FillAsync("12125551234");
        await page.Field("Duration").FillAsync("4:37");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rate it" }).ClickAsync();

        await Assertions.Expect(page.Locator("mark")).ToHaveTextAsync("1212");
        await Assertions.Expect(page.Locator(".verdict")).ToContainTextAsync("for 4 min 37 s");
        await Assertions.Expect(page.GetByText("charged as")).ToBeVisibleAsync();

        await page.Field("Name of the case").FillAsync("New York");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as a regression case" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run all" }).ClickAsync();
        await Assertions.Expect(page.GetByText("All 1 as they were")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_gateway_is_let_in_with_rules_that_were_tried_and_its_secret_is_shown_once()
    {
        var page = await portal.OpenAsync("/admin/gateways/new", "admin");
        await page.ReadyAsync();
        await page.Field("Name").FillAsync("edge-7");
        await page.Field("Address").FillAsync("10.77.0.7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a rule" }).First.ClickAsync();
        await page.Field("Begins with").FillAsync("00");
        await page.Field("Take off").FillAsync("2");
        await page.Keyboard.PressAsync("Tab");
        await page.Field("A number as the gateway sends it").FillAsync("00447911123456");
        await Assertions.Expect(page.Locator("[data-called]")).ToHaveTextAsync("447911123456");

        await page.Field("Name in its certificate (RadSec)").FillAsync("two names");
        await page.GetByRole(AriaRole.Button, new() { Name = "Let the gateway in" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Expected a host's name or an IP address", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".problems")).ToHaveTextAsync("tls name: Expected a host's name or an IP address");
        await page.Field("Name in its certificate (RadSec)").FillAsync("edge-7.example.net");
        await page.GetByRole(AriaRole.Button, new() { Name = "Let the gateway in" }).ClickAsync();
        Assert.True((await page.Locator("[data-secret]").InnerTextAsync()).Length >= 16);
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to the gateway" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("edge-7");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "00" })).ToContainTextAsync("2");

        await Assertions.Expect(page.GetByText("by a certificate of edge-7.example.net")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Field("Name in its certificate (RadSec)")).ToHaveValueAsync("edge-7.example.net");
        await page.Field("Name in its certificate (RadSec)").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the gateway" }).ClickAsync();
        await Assertions.Expect(page.GetByText("by a certificate", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "TLS key" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Field("Identity").FillAsync("edge-7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the key" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-secret]")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[0-9a-f]{64}$"));
        await Assertions.Expect(page.GetByText("by a pre-shared key, as edge-7")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_product_and_a_calendar_are_made()
    {
        var page = await portal.OpenAsync("/admin/periods/new", "admin");
        await page.ReadyAsync();
        await page.Field("Name of the calendar").FillAsync("Office hours");
        await page.Field("Name of the period").FillAsync("peak");
        await Assertions.Expect(page.Locator("input[type=time]").First).ToHaveAttributeAsync("step", "60"); // no seconds, which nobody needs
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the calendar" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Office hours" })).ToContainTextAsync("Mon–Fri 08:00–18:00");

        await page.GotoAsync("/admin/products/new");
        await page.ReadyAsync();
        await page.Field("Name").FillAsync("Voice only");
        await page.Field("Service").FillAsync("voice");
        await page.Choice("Tariff").SelectOptionAsync(new SelectOptionValue { Label = "Voice, USD, Seconds" });
        await page.Field("Longest session, minutes").FillAsync("120");

        // What it gives is made with it: a speed of its own, another one in the calendar's period, and included minutes.
        await AddAllowanceAsync(page, "New allowance", "100");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change it: Included minutes" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Field("How much, minutes").FillAsync("0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take it into the change" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        var policy = page.Locator("[data-policy]");
        await policy.Choice("Rate periods").SelectOptionAsync(new SelectOptionValue { Label = "Office hours" });
        await policy.Field("Ordinary").FillAsync("20M/20M");
        await policy.Field("Period peak").FillAsync("5M/5M");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the product" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-allowances] .fieldproblem")).ToContainTextAsync("whole base units above zero");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change it: Included minutes" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Field("How much, minutes").FillAsync("100");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take it into the change" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the product" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Voice only");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "Voice" }).First).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"\b2\sh\b(?!\s\d)"));
        await Assertions.Expect(policy).ToContainTextAsync("5M/5M");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Allowances" })).ToContainTextAsync("1 h 40 min");

        // More of it takes the place of what there was: both are shown.
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Edit Voice only");
        await AddAllowanceAsync(page, "Change it: Included minutes", "200");
        await page.GetByRole(AriaRole.Button, new() { Name = "See what it changes" }).ClickAsync();
        var changes = page.Locator("[data-changes]");
        var row = changes.GetByRole(AriaRole.Row, new() { Name = "Included minutes" });
        await Assertions.Expect(row).ToContainTextAsync("1 h 40 min a month");
        await Assertions.Expect(row).ToContainTextAsync("3 h 20 min a month");
        await Assertions.Expect(changes.GetByRole(AriaRole.Row)).ToHaveCountAsync(2); // the head, and no other change

        // A case of an account that has it, of which nobody asks what is left, and the account's own preview of it.
        var billing = await portal.BillingAsync();
        var product = long.Parse(new Uri(page.Url).Segments[3].TrimEnd('/'), CultureInfo.InvariantCulture);
        var customer = (await billing.Grains.GetGrain<ICreationGrain>("voice-only-customer").CreateCustomerAsync(new("Voice Only"), "dana")).Id;
        var made = await billing.Grains.GetGrain<ICreationGrain>("voice-only").CreateAccountAsync(
            new(customer, "voice-only", null, product, [], [], BalanceChoice.Own), "dana");
        var cases = billing.Grains.GetGrain<IRatingCasesGrain>(0);
        var start = SystemClock.Instance.GetCurrentInstant() - Duration.FromDays(1);
        var kept = await cases.SaveAsync("Three hours", new("voice-only", CalledParty: "12125550199", StartAt: start, Units: 10_800), "dana");
        await page.ReloadAsync();
        var found = page.Locator("[data-cases]").GetByRole(AriaRole.Row, new() { Name = "Three hours" });
        await Assertions.Expect(found).ToContainTextAsync("1 h 20 min: 8.00");
        await Assertions.Expect(found).ToContainTextAsync("3 h: allowance Included minutes");
        await Assertions.Expect(found).ToContainTextAsync("granted 2 h of it, then it ends");
        await Assertions.Expect(page.Locator("[data-cases]")).ToContainTextAsync("each allowance of their products is full");
        await Assertions.Expect(page.Locator("[data-cases]")).ToContainTextAsync("waits until somebody says so");
        await cases.RemoveAsync(kept.Id, "dana");

        await page.GotoAsync($"/admin/accounts/{made.Id}");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Product", Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Everything" });
        var preview = page.Locator("[data-preview]");
        await Assertions.Expect(preview.GetByRole(AriaRole.Row).Filter(new() { HasText = "Longest session" }).First).ToContainTextAsync("100 GB");
        await page.GotoAsync("/admin/accounts/3");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Product", Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Voice only" });
        await Assertions.Expect(preview.GetByRole(AriaRole.Row).Filter(new() { HasText = "Given first" })).ToContainTextAsync("1 h 40 min, until 1 ");
    }

    private static async Task AddAllowanceAsync(IPage page, string button, string minutes)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Field("Name").FillAsync("Included minutes");
        await dialog.Choice("Service").SelectOptionAsync(new SelectOptionValue { Label = "Voice" });
        await Assertions.Expect(dialog.GetByRole(AriaRole.Combobox, new() { Name = "Rate period" }).Locator("option", new() { HasText = "peak" })).ToHaveCountAsync(1);
        await dialog.Field("How much, minutes").FillAsync(minutes);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Take it into the change" }).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    private static async Task AddRateAsync(IPage page, string prefix, string price, string? from)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Add rate" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Field("Prefix or keyword").FillAsync(prefix);
        await dialog.Field("Price, EUR").FillAsync(price);

        if (from is not null)
        {
            await dialog.Field("In force from, Europe/London").FillAsync(from);
        }

        await dialog.GetByRole(AriaRole.Button, new() { Name = from is null ? "In force at once" : "Plan the rate" }).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }
}
