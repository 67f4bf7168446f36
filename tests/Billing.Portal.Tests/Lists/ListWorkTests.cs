using Billing.Contracts.Sessions;
using Billing.Portal.Tests.Care;
using Billing.Testing;
using Microsoft.Playwright;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Lists;

/// <summary>What is done with lists: views that are kept, rows that are picked, files that a job writes.</summary>
public sealed class ListWorkTests(PortalFixture portal)
{
    // Long before everything else of the demo, so that no other list shows them.
    private const string PaymentsSql = """
        insert into payment (operation_id, balance_id, amount, currency, kind, method, state, by, created_at)
        select 'export-test-' || i, (select min(balance_id) from balance), 1, 'USD', 2, 'cash', 5, '=cmd', '2020-03-01'::timestamptz + i * interval '1 second'
        from generate_series(1, 10100) i
        """;

    [Fact]
    public async Task A_view_keeps_filter_order_and_columns_and_the_list_opens_with_it()
    {
        var page = await (await portal.OpenAsync("/admin/customers?status=Suspended", "finance")).ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep this view…" }).ClickAsync();
        await page.ButtonAsync("Keep the view"); // without a name
        await Expect(page.GetByText("Expected 1 to 60 characters").First).ToBeVisibleAsync();
        await page.ButtonAsync("Cancel");

        await page.GotoAsync("/admin/customers?status=Active&sort=Status&dir=desc");
        await page.ReadyAsync();
        await page.ListedAsync();
        await page.ButtonAsync("Columns");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "E-mail" }).UncheckAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "E-mail" })).ToHaveCountAsync(0);
        await page.ButtonAsync("Columns");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep this view…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Field("Name").FillAsync("Paying ones");
        await dialog.Field("Everybody of the staff may choose it").CheckAsync();
        await dialog.Field("Open the list with it, for me").CheckAsync();
        await page.ButtonAsync("Keep the view");
        await page.ArrivesAsync("**/admin/customers?*view=*");

        await page.GotoAsync("/admin/customers");
        await page.ArrivesAsync("**/admin/customers?*status=Active*view=*");
        await page.ReadyAsync(); // what is chosen before the page listens is lost
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "E-mail" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Status ↓" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "View" }).SelectOptionAsync("All, as it comes");
        await page.ArrivesAsync("**/admin/customers?view=0");

        // It is another's choice, but not what the list opens with, nor theirs to remove.
        var other = await (await portal.OpenAsync("/admin/customers", "support")).ReadyAsync();
        await other.GetByRole(AriaRole.Combobox, new() { Name = "View" }).SelectOptionAsync("Paying ones · finance");
        await other.ArrivesAsync("**/admin/customers?*status=Active*");
        await Expect(other.GetByRole(AriaRole.Button, new() { Name = "Remove the view" })).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Combobox, new() { Name = "View" }).SelectOptionAsync("Paying ones ★");
        await page.ButtonAsync("Remove the view");
        await page.ArrivesAsync("**/admin/customers?*view=0");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "View" }).GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Picked_sessions_are_disconnected_after_a_question_and_each_answer_is_shown()
    {
        var billing = await portal.BillingAsync();
        await PlanTests.MakeAsync(billing, "pickable", 10);
        using var gateway = new TestGateway(billing);

        foreach (var id in new[] { "pick-1", "pick-2", "pick-3" })
        {
            await PlanTests.StartAsync(gateway, "pickable", id);
        }

        var page = await (await portal.OpenAsync("/admin/sessions?account=pickable", "admin")).ReadyAsync();
        var boxes = page.GetByRole(AriaRole.Checkbox, new() { Name = "Select pickable" });
        await Expect(boxes).ToHaveCountAsync(3);
        await page.SettledAsync();
        var before = await boxes.Last.BoundingBoxAsync();
        await boxes.First.CheckAsync();
        await Expect(page.GetByText("1 selected")).ToBeVisibleAsync();
        Assert.Equal(before!.Y, (await boxes.Last.BoundingBoxAsync())!.Y); // the second box is where it was when the first was ticked
        await page.Field("Select all that are shown").CheckAsync();
        await Expect(page.GetByText("3 selected")).ToBeVisibleAsync();
        await boxes.First.UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Disconnect 2 sessions…" }).ClickAsync();
        await page.ButtonAsync("Disconnect 2 sessions");
        await Expect(page.GetByText("Say why")).ToBeVisibleAsync();
        await page.Field("Reason, for the audit log").FillAsync("two of the test");
        await page.ButtonAsync("Disconnect 2 sessions");
        await page.ArrivesAsync("**/admin/sessions/disconnect/bulk-*");
        await Expect(page.Locator("[data-done]")).ToHaveTextAsync("2", new() { Timeout = 60_000 });
        var answers = page.GetByRole(AriaRole.Region, new() { Name = "Answers" }).Locator("tbody tr");
        await Expect(answers).ToHaveCountAsync(2);
        var name = new Uri(page.Url).Segments[^1];
        await Expect(page.Choice("Outcome").Locator("option")).ToHaveTextAsync(["All", "asked", "ended", "refused", "no answer", "not sent"]); // whatever came
        await page.Locator("label.fq input").FillAsync("nobody");
        await Expect(page.GetByText("No row fits the filter.")).ToBeVisibleAsync();
        await page.Locator("label.fq input").FillAsync("PICKABLE");
        await Expect(answers).ToHaveCountAsync(2);
        var head = page.GetByRole(AriaRole.Columnheader, new() { Name = "Outcome" });
        await head.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(head).ToHaveAttributeAsync("aria-sort", "ascending");
        var file = await page.RunAndWaitForDownloadAsync(() => page.ButtonAsync("Save as CSV"));
        var lines = (await File.ReadAllLinesAsync(await file.PathAsync(), TestContext.Current.CancellationToken)).Where(line => line.Length > 0).ToArray();
        Assert.Equal("Account,Session,Gateway,Outcome,What the gateway said,Answered (UTC)", lines[0].TrimStart('\uFEFF'));
        Assert.Equal(3, lines.Length);
        Assert.Equal(2, (await billing.Grains.GetGrain<IBulkDisconnectGrain>(name).GetAsync())!.Sessions);
        await page.GotoAsync($"/admin/audit?kind=sessions&id={name}");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "two of the test" })).ToContainTextAsync("admin");

        var reader = await (await portal.OpenAsync("/admin/sessions?account=pickable", "auditor")).ReadyAsync();
        await Expect(reader.GetByRole(AriaRole.Checkbox, new() { Name = "Select pickable" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_long_list_is_written_by_a_job_that_a_reload_finds_and_only_staff_has_its_file()
    {
        var billing = await portal.BillingAsync();
        await using var source = NpgsqlDataSource.Create(billing.ConnectionString);
        await using var insert = source.CreateCommand(PaymentsSql);
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var page = await (await portal.OpenAsync("/admin/payments?from=2020-03-01&to=2020-03-02", "admin")).ReadyAsync();
        await Expect(page.GetByText("50 shown of more than 10,000")).ToBeVisibleAsync();
        await page.ButtonAsync("Save as CSV");
        await page.ArrivesAsync("**/admin/exports/export-*");
        await page.ReloadAsync();
        await page.ReadyAsync();
        await Expect(page.Locator("[data-rows]")).ToHaveTextAsync("10,100", new() { Timeout = 60_000 });
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Save Payments.csv" }).ClickAsync());
        Assert.Equal("Payments.csv", download.SuggestedFilename);
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(10_101, lines.Length);
        Assert.Equal("\uFEFFPayment,Time (UTC),Customer,Way,State,Amount,Refunded,By,Currency".TrimStart('\uFEFF'), lines[0].TrimStart('\uFEFF'));
        Assert.Matches("^[^,]*,2020-03-01T[0-9:.]*Z,", lines[1]);
        Assert.Contains(",cash,Declined,1.00000,0.00000,'=cmd,USD", lines[1], StringComparison.Ordinal);

        var path = $"/{new Uri(page.Url).AbsolutePath.TrimStart('/')}/file";
        Assert.Equal(200, await StatusAsync(page, path));
        Assert.Equal(404, await StatusAsync(page, path.Replace("export-", "export-x", StringComparison.Ordinal)));
        var bob = await portal.OpenAsync("/my", "bob");
        Assert.NotEqual(200, await StatusAsync(bob, path));
        Assert.Equal(404, await StatusAsync(bob, path.Replace("/admin/", "/my/", StringComparison.Ordinal)));

        await page.GotoAsync("/admin/jobs?kind=Export");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Payments" }).First).ToContainTextAsync("10,100");
    }

    private static async Task<int> StatusAsync(IPage page, string path) =>
        (await page.APIRequest.GetAsync(path, new() { MaxRedirects = 0 })).Status;
}
