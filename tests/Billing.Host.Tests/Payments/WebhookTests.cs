using System.Net;
using System.Text;
using Billing.Testing;
using Npgsql;
using Stripe;

namespace Billing.Host.Tests.Payments;

/// <summary>A provider's events at the program's own door.</summary>
public sealed class WebhookTests(MigratedPostgres postgres)
{
    private const string Secret = "whsec_of_the_test";

    private const string Body = """
        {"id":"evt_1","object":"event","api_version":"2020-01-01","created":1700000000,"type":"customer.created","data":{"object":{"id":"cus_1","object":"customer"}}}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stripe_is_heard_without_signing_in_once_and_only_with_our_secret()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var billing = await RunningBilling.StartAsync(
            database,
            ("Billing:Payments:Provider", "Stripe"),
            ("Billing:Payments:Stripe:SecretKey", "sk_test_of_the_test"),
            ("Billing:Payments:Stripe:WebhookSecret", Secret),
            ("Billing:Payments:Stripe:ApiBase", "http://127.0.0.1:9")); // nobody is there
        using var client = new HttpClient { BaseAddress = billing.Portal };

        Assert.Equal((HttpStatusCode.BadRequest, "refused: expected a signature of now by our secret"), await PostAsync(client, "stripe", "whsec_other"));
        Assert.Equal((HttpStatusCode.BadRequest, "refused: expected a signature of now by our secret"), await PostAsync(client, "stripe", null));
        Assert.Equal((HttpStatusCode.NotFound, "this provider is not in use here"), await PostAsync(client, "paypal", Secret));
        Assert.Equal((HttpStatusCode.OK, "taken"), await PostAsync(client, "stripe", Secret));
        Assert.Equal((HttpStatusCode.OK, "taken before"), await PostAsync(client, "stripe", Secret));
        using var large = new StringContent(new string(' ', 300 * 1024), Encoding.UTF8);
        using var refused = await client.PostAsync("webhooks/stripe", large, Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.StartsWith("refused: ", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal); // answered, and no fault of the program

        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select count(*) from payment_event");
        Assert.Equal(1L, await command.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task Without_its_keys_nothing_starts_and_one_line_says_what_is_missing()
    {
        var failure = await Assert.ThrowsAsync<Billing.Host.Composition.UserException>(async () => await RunningBilling.StartAsync(
            await postgres.CreateDatabaseAsync(), ("Billing:Payments:Provider", "Stripe"), ("Billing:Payments:Stripe:SecretKey", "sk_test")));

        Assert.EndsWith("Billing__Payments__Stripe__SecretKey and Billing__Payments__Stripe__WebhookSecret", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode, string)> PostAsync(HttpClient client, string provider, string? secret)
    {
        using var content = new StringContent(Body, Encoding.UTF8, "application/json");

        if (secret is not null)
        {
            content.Headers.Add("Stripe-Signature", EventUtility.GenerateSignatureHeader(Body, secret, null));
        }

        using var answer = await client.PostAsync($"webhooks/{provider}", content, Cancel);

        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
