using System.Globalization;
using Billing.Contracts.Service;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Billing.Host.Composition;

/// <summary>What this process measures and traces, and who is told: Prometheus when it asks, and a collector by OTLP.</summary>
/// <remarks>The variables of OpenTelemetry decide on the collector, its protocol and headers, and name the service; without an endpoint there are no spans at all.</remarks>
internal static class Telemetry
{
    // Orleans measures much of each message. These are of activations, connections and what went wrong: a request costs them nothing.
    private static readonly HashSet<string> OrleansInstruments =
    [
        "orleans-grains", "orleans-catalog-activations", "orleans-catalog-activation-created", "orleans-catalog-activation-destroyed",
        "orleans-catalog-activation-failed-to-activate", "orleans-app-requests-timedout", "orleans-app-requests-canceled",
        "orleans-messaging-rejected", "orleans-messaging-expired", "orleans-messaging-rerouted", "orleans-networking-sockets-opened",
        "orleans-networking-sockets-closed", "orleans-gateway-connected-clients", "orleans-client-connected-gateways",
        "orleans-scheduler-long-running-turns", "orleans-watchdog-health-checks-failed",
    ];

    public static void AddTelemetry(this WebApplicationBuilder builder, string role)
    {
        var options = builder.Configuration.Read<TelemetryOptions>("Billing:Telemetry");
        var isExported = IsSet(builder, "OTEL_EXPORTER_OTLP_ENDPOINT");
        var metricsExported = isExported || IsSet(builder, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT");
        var tracesExported = isExported || IsSet(builder, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

        if (options.TraceRatio is not (>= 0 and <= 1))
        {
            throw new UserException(string.Create(
                CultureInfo.InvariantCulture, $"Billing:Telemetry:TraceRatio: {options.TraceRatio} is no part of the sessions: expected 0 to 1"));
        }

        builder.Services.AddSingleton(options);

        if (!options.Metrics && !metricsExported && !tracesExported)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource
            .AddService("billing", serviceNamespace: null, typeof(Telemetry).Assembly.GetName().Version?.ToString(3), autoGenerateServiceInstanceId: false, InstanceOf(role))
            .AddEnvironmentVariableDetector());

        if (options.Metrics || metricsExported)
        {
            telemetry.WithMetrics(metrics => Measure(metrics, options.Metrics, metricsExported));
        }

        if (tracesExported)
        {
            telemetry.WithTracing(traces => traces
                .AddSource(SessionTrace.Source, "Npgsql", "System.Net.Http", "Microsoft.AspNetCore")
                .SetSampler(new SessionSampler(options.TraceRatio))
                .AddOtlpExporter());
        }
    }

    private static void Measure(MeterProviderBuilder metrics, bool isScraped, bool isExported)
    {
        metrics
            .AddMeter("Billing.*", "Microsoft.Orleans", "Npgsql", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
            .AddView(instrument => instrument.Meter.Name == "Microsoft.Orleans" && !OrleansInstruments.Contains(instrument.Name)
                ? MetricStreamConfiguration.Drop
                : null);

        if (isScraped)
        {
            metrics.AddPrometheusExporter();
        }

        if (isExported)
        {
            metrics.AddOtlpExporter();
        }
    }

    private static string InstanceOf(string role) => $"{role}-{Environment.MachineName}-{Environment.ProcessId}";

    private static bool IsSet(WebApplicationBuilder builder, string variable) => !string.IsNullOrWhiteSpace(builder.Configuration[variable]);
}
