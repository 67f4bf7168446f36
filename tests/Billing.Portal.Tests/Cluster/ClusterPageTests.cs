using System.Net;
using Microsoft.Playwright;

namespace Billing.Portal.Tests.Cluster;

/// <summary>Orleans' dashboard and the metrics: for administrators, and for nobody else who comes by the portal.</summary>
public sealed class ClusterPageTests(PortalFixture portal)
{
    private static readonly string[] Paths = ["admin/cluster", "admin/cluster/", "admin/cluster/index.html", "admin/cluster/ClusterStats", "admin/cluster/GrainTypes"];

    [Theory]
    [InlineData(null)]
    [InlineData("alice")]
    [InlineData("finance")]
    [InlineData("support")]
    [InlineData("auditor")]
    public async Task Nobody_else_sees_the_cluster_or_the_metrics(string? user)
    {
        using var client = await portal.ClientAsync(user);

        foreach (var path in Paths)
        {
            var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal((path, HttpStatusCode.Redirect), (path, answer.StatusCode));
            Assert.Contains(user is null ? "/account/sign-in" : "/account/denied", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7"); // as a proxy on this machine sends it on
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("metrics", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task An_administrator_finds_it_in_the_rail_and_sees_the_silo()
    {
        var page = await portal.OpenAsync("/admin", "admin");
        var blocked = new List<string>();
        page.Console += (_, said) =>
        {
            if (said.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                blocked.Add(said.Text);
            }
        };
        await page.ReadyAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Cluster" }).ClickAsync();

        await page.ArrivesAsync("**/admin/cluster/**");
        await Assertions.Expect(page.GetByText("Total Activations", new() { Exact = false }).First).ToBeVisibleAsync();
        Assert.Empty(blocked);
        using var client = await portal.ClientAsync("admin");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("admin/cluster/Trace", TestContext.Current.CancellationToken)).StatusCode);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        // What is measured is not looked at here: other tests' platforms are in this process, and take its meters along when they end.
        Assert.StartsWith("# TYPE ", await client.GetStringAsync("metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prometheus_on_this_machine_reads_the_metrics_without_signing_in()
    {
        using var client = await portal.ClientAsync(null);

        var text = await client.GetStringAsync("metrics", TestContext.Current.CancellationToken);

        Assert.Contains("billing_radius_gateways", text, StringComparison.Ordinal);
        Assert.Contains("orleans_catalog_activations", text, StringComparison.Ordinal);
        Assert.DoesNotContain("orleans_messaging_sent_messages_size", text, StringComparison.Ordinal);
    }
}
