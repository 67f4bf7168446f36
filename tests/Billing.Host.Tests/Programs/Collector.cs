using System.Collections.Concurrent;
using System.Text;
using Billing.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Billing.Host.Tests.Programs;

/// <summary>A collector of OpenTelemetry by HTTP (OTLP, <c>http/protobuf</c>), as far as it takes what is sent and shows it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Collector(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    /// <summary>The bodies by signal: <c>traces</c>, <c>metrics</c>.</summary>
    public ConcurrentQueue<(string Signal, byte[] Body)> Received { get; } = new();

    /// <summary>What was measured, by name.</summary>
    // ExportMetricsServiceRequest.resource_metrics (1) .scope_metrics (2) .metrics (2) .name (1)
    public IReadOnlyList<string> Metrics => [.. Find("metrics", 1, 2, 2, 1).Select(Encoding.UTF8.GetString)];

    /// <summary>The spans: whose trace and what it is.</summary>
    // ExportTraceServiceRequest.resource_spans (1) .scope_spans (2) .spans (2) .trace_id (1), .name (5)
    public IReadOnlyList<(string Trace, string Name)> Spans =>
    [
        .. Find("traces", 1, 2, 2).Select(span => (Convert.ToHexStringLower(Fields(span, 1).Single()), Encoding.UTF8.GetString(Fields(span, 5).Single()))),
    ];

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = new Uri($"http://127.0.0.1:{FreePort.Tcp()}");
        builder.WebHost.UseUrls($"{address}");
        var app = builder.Build();
        var collector = new Collector(app, address);
        app.MapPost("/v1/{signal}", collector.TakeAsync);
        await app.StartAsync();

        return collector;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TakeAsync(string signal, HttpRequest request)
    {
        if (request.ContentType != "application/x-protobuf")
        {
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        Received.Enqueue((signal, body.ToArray()));

        return Results.Bytes([], request.ContentType); // everything was taken
    }

    private IEnumerable<byte[]> Find(string signal, params int[] path) => path.Aggregate(
        Received.Where(one => one.Signal == signal).Select(one => one.Body),
        (messages, field) => messages.SelectMany(message => Fields(message, field)));

    /// <summary>The values of a field that has a length (protocol buffers, wire type 2).</summary>
    private static List<byte[]> Fields(byte[] message, int number)
    {
        var found = new List<byte[]>();

        for (var at = 0; at < message.Length;)
        {
            var tag = Number();
            var length = (tag & 7) switch { 0 => 0, 1 => 8, 5 => 4, 2 => (int)Number(), _ => throw new InvalidDataException($"wire type {tag & 7}") };

            if ((tag & 7) == 0)
            {
                Number();
            }
            else if ((tag & 7) == 2 && (int)(tag >> 3) == number)
            {
                found.Add(message[at..(at + length)]);
            }

            at += length;

            ulong Number()
            {
                ulong value = 0;

                for (var shift = 0; ; shift += 7)
                {
                    var octet = message[at++];
                    value |= (ulong)(octet & 0x7f) << shift;

                    if (octet < 0x80)
                    {
                        return value;
                    }
                }
            }
        }

        return found;
    }
}
