using System.Net;
using System.Net.Http.Headers;
using Billing.Testing;

namespace Billing.Host.Tests.Composition;

/// <summary>Who reads <c>/metrics</c>, and what goes on at the RADIUS ports, when there is a token: who shows it, and nobody because of where they are.</summary>
public sealed class MetricsPageTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task With_a_token_only_it_counts()
    {
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync(), ("Billing:Telemetry:MetricsToken", "a-token-of-tests"));
        using var http = new HttpClient { BaseAddress = billing.Portal };

        foreach (var (shown, expected) in new (string?, HttpStatusCode)[]
        {
            (null, HttpStatusCode.Unauthorized),
            ("Bearer wrong", HttpStatusCode.Unauthorized),
            ("Basic a-token-of-tests", HttpStatusCode.Unauthorized),
            ("Bearer a-token-of-tests", HttpStatusCode.OK),
        })
        {
            http.DefaultRequestHeaders.Authorization = shown is null ? null : AuthenticationHeaderValue.Parse(shown);
            var answer = await http.GetAsync("/metrics", TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.Equal((shown, expected, expected is HttpStatusCode.OK), (shown, answer.StatusCode, text.Contains("billing_journal_connected", StringComparison.Ordinal)));
            answer = await http.GetAsync("/health/radius", TestContext.Current.CancellationToken);
            text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal((shown, expected, expected is HttpStatusCode.OK), (shown, answer.StatusCode, text.Contains("spooledReports", StringComparison.Ordinal)));
        }
    }
}
