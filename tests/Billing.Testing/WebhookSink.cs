using System.Collections.Concurrent;
using System.Net;

namespace Billing.Testing;

/// <summary>An operator's HTTP service on a real socket that keeps what it is told.</summary>
public sealed class WebhookSink : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<WebhookCall> _calls = [];
    private readonly Task _serving;

    public WebhookSink()
    {
        Url = $"http://127.0.0.1:{FreePort.Tcp()}/told/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>What it answers.</summary>
    public int Status { get; set; } = 204;

    public IReadOnlyList<WebhookCall> CallsWith(string part) => [.. _calls.Where(call => call.Body.Contains(part, StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            var context = await _listener.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream);
            var body = await reader.ReadToEndAsync();
            _calls.Enqueue(new(body, context.Request.Headers["Idempotency-Key"], context.Request.Headers["Billing-Signature"], Status));
            context.Response.StatusCode = Status;
            context.Response.Close();
        }
    }
}

/// <param name="Answer">The status that it was answered with.</param>
public sealed record WebhookCall(string Body, string? IdempotencyKey, string? Signature, int Answer);
