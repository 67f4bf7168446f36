using System.Net;
using System.Security.Cryptography;
using System.Text;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Authorization;

namespace Billing.Host.Composition;

/// <summary><c>/metrics</c> for Prometheus: for who has the token; without one for this machine; for administrators always.</summary>
internal static class MetricsPage
{
    private const string Scheme = "Bearer ";

    public static void MapMetrics(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<TelemetryOptions>();

        if (options.Metrics)
        {
            app.MapPrometheusScrapingEndpoint("/metrics", meterProvider: null, pipeline => pipeline.Use((context, next) => GuardAsync(context, next, options)), optionsName: null)
                .AllowAnonymous(); // who may is asked here: a scraper does not sign in
        }
    }

    /// <summary>Lets who may read the metrics go on; tells all others how they may.</summary>
    internal static async Task GuardAsync(HttpContext context, RequestDelegate next, TelemetryOptions options)
    {
        if (await MayAsync(context, options))
        {
            await next(context);

            return;
        }

        context.Response.StatusCode = options.MetricsToken.Length > 0 ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
        await context.Response.WriteAsync(options.MetricsToken.Length > 0
            ? "expected: Authorization: Bearer, with the token of Billing:Telemetry:MetricsToken"
            : "only for this machine, directly: set Billing__Telemetry__MetricsToken for others, or sign in as an administrator");
    }

    private static async Task<bool> MayAsync(HttpContext context, TelemetryOptions options) =>
        (options.MetricsToken.Length > 0 ? Shows(context, options.MetricsToken) : IsOfThisMachine(context))
        || (context.RequestServices.GetService<IAuthorizationService>() is { } users // none signs in where the database is waited for
            && (await users.AuthorizeAsync(context.User, Permissions.ClusterView)).Succeeded);

    private static bool Shows(HttpContext context, string token) =>
        context.Request.Headers.Authorization.ToString() is var shown && shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown[Scheme.Length..].Trim()), Encoding.UTF8.GetBytes(token));

    // What a proxy on this machine forwards comes from anywhere.
    private static bool IsOfThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded") && !context.Request.Headers.ContainsKey("Via");
}
