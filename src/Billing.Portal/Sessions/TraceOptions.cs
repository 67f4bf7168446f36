namespace Billing.Portal.Sessions;

/// <summary>Section <c>Billing:Telemetry</c>: where traces are looked at.</summary>
public sealed class TraceOptions
{
    /// <summary>The address of a trace with <c>{trace}</c> for its id, such as <c>https://jaeger.example.net/trace/{trace}</c>; empty: none.</summary>
    public string TraceUrl { get; set; } = "";

    /// <returns>Null: there is none, or it is no address of the web.</returns>
    public string? AddressOf(string traceId) =>
        Uri.TryCreate(TraceUrl.Replace("{trace}", traceId, StringComparison.Ordinal), UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address.AbsoluteUri
            : null;
}
