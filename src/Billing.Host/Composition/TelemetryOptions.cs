namespace Billing.Host.Composition;

/// <summary>Section <c>Billing:Telemetry</c>. Where it is sent to is said by the standard variables (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> …).</summary>
internal sealed class TelemetryOptions
{
    /// <summary>Measure, and serve <c>/metrics</c> in Prometheus' form.</summary>
    public bool Metrics { get; set; } = true;

    /// <summary>
    /// Whoever shows it as a bearer token reads <c>/metrics</c>. Empty: whoever asks on this machine, directly. An administrator who
    /// is signed in reads it in any case.
    /// </summary>
    public string MetricsToken { get; set; } = "";

    /// <summary>
    /// Have the dashboard show how often grains' methods are called and how long they take, and a silo's counters; it costs a busy silo
    /// some of its processor time.
    /// </summary>
    public bool ProfileGrains { get; set; }

    /// <summary>Which part of the sessions is traced, 0 to 1; none where no exporter is configured.</summary>
    public double TraceRatio { get; set; } = 0.01;
}
