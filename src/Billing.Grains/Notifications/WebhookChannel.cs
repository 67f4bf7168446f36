using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Billing.Contracts.Notifications;
using Microsoft.Extensions.Options;

namespace Billing.Grains.Notifications;

/// <summary>Posts JSON to the operator's address, signed.</summary>
/// <remarks>
/// <c>Billing-Signature: t=1790000000,v1=…</c>: the second of sending, and the HMAC-SHA256 in hexadecimal, under the secret, of
/// that number, a full stop and the body's octets. <c>Idempotency-Key</c> is the same in every try; any answer of 200 to 299 is yes.
/// </remarks>
internal sealed class WebhookChannel(IOptions<NotificationOptions> options, TimeProvider clock) : IDeliveryChannel, IDisposable
{
    private readonly WebhookOptions _webhook = options.Value.Webhook;

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = options.Value.Webhook.Timeout,
    };

    public NotificationChannel Channel => NotificationChannel.Webhook;

    public async IAsyncEnumerable<(Delivery, SendOutcome)> SendAsync(IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            yield return (delivery, await PostAsync(delivery));
        }
    }

    public void Dispose() => _client.Dispose();

    internal static string Signature(string secret, long second, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{second}.")));
        hmac.AppendData(body);

        return string.Create(CultureInfo.InvariantCulture, $"t={second},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}");
    }

    private async Task<SendOutcome> PostAsync(Delivery delivery)
    {
        var body = Encoding.UTF8.GetBytes(delivery.Body);
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", delivery.Key);
        request.Headers.TryAddWithoutValidation("Billing-Event", delivery.Event);
        request.Headers.TryAddWithoutValidation("Billing-Signature", Signature(_webhook.Secret, clock.GetUtcNow().ToUnixTimeSeconds(), body));

        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

            return response.IsSuccessStatusCode
                ? new SendOutcome.Sent()
                : new SendOutcome.Later(string.Create(CultureInfo.InvariantCulture, $"the webhook answered {(int)response.StatusCode}"));
        }
        catch (OperationCanceledException)
        {
            return new SendOutcome.Later(string.Create(CultureInfo.InvariantCulture, $"the webhook did not answer within {_webhook.Timeout.TotalSeconds:0.#} s"));
        }
        catch (HttpRequestException failure)
        {
            return new SendOutcome.Later($"the webhook cannot be reached: {failure.GetBaseException().Message}");
        }
    }
}
