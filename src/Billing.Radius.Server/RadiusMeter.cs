using System.Diagnostics.Metrics;
using Billing.Contracts;
using Billing.Contracts.Service;
using Billing.Contracts.Sessions;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using NodaTime;

namespace Billing.Radius.Server;

/// <summary>The listener's counts for exporters. They are counted anyway: what is here reads them when somebody asks.</summary>
/// <remarks>Gateways are the only tag that grows with an installation; the exporter's limit of 2 000 holds for them.</remarks>
internal sealed class RadiusMeter
{
    public const string Name = "Billing.Radius.Server";

    private static readonly Outcome[] Control =
        [Outcome.ControlAcknowledged, Outcome.ControlRefused, Outcome.ControlUnanswered, Outcome.ControlStray];

    private static readonly Outcome[] Requests = [.. Enum.GetValues<Outcome>().Except(Control).Except([Outcome.ClockSkew, Outcome.StoodIn])];

    public RadiusMeter(
        IMeterFactory meters, NodeRegistry nodes, RadiusListener listener, RadiusReport report, ISteeringCounts steering, TimeProvider clock)
    {
        var meter = meters.Create(Name);
        meter.CreateObservableCounter(
            "billing.radius.requests", () => RequestsOf(nodes), "{request}", "Packets that came, by code and by what became of them; what is not an answer was dropped.");
        meter.CreateObservableCounter(
            "billing.radius.rejects",
            () => nodes.Rejects.SelectMany(rejects => rejects.Total()).GroupBy(count => count.Reason)
                .Select(group => new Measurement<long>(group.Sum(count => count.Count), Tag("radius.reject_reason", group.Key))),
            "{request}",
            "Access-Rejects by the reason that the gateway is told.");
        meter.CreateObservableCounter(
            "billing.radius.control.requests",
            () => Control.Select(outcome => new Measurement<long>(Sum(nodes, outcome), Tag("radius.outcome", TagWords.Of(outcome)))),
            "{request}",
            "Disconnect- and CoA-Requests of ours, by the gateway's answer.");
        meter.CreateObservableCounter(
            "billing.radius.control.dropped", () => steering.Dropped, "{request}", "Orders of rules that the queue had no room for; given again at the session's next report.");
        meter.CreateObservableCounter(
            "billing.radius.clock_skews", () => Sum(nodes, Outcome.ClockSkew), "{request}", "Event times far from ours, taken as the arrival instead.");
        meter.CreateObservableCounter(
            "billing.radius.stand_ins", () => Sum(nodes, Outcome.StoodIn), "{request}", "Of the accepted: on trust, while nothing could be committed.");
        meter.CreateObservableUpDownCounter(
            "billing.radius.spool.reports", report.Spooled, "{report}", "Reports that were answered from the spool and are to be charged.");
        meter.CreateObservableCounter(
            "billing.radius.socket.drops", report.KernelDrops, "{packet}", "Datagrams that the kernel dropped because they were not read in time.");
        meter.CreateObservableCounter(
            "billing.radius.socket.lost_answers", () => listener.LostAnswers, "{packet}", "Answers that the system did not take; the gateway asks for them again.");
        meter.CreateObservableUpDownCounter(
            "billing.radius.requests.active",
            () => new Measurement<int>[]
            {
                new(listener.Load.AtWork, Tag("radius.state", "at_work")), new(listener.Load.Waiting, Tag("radius.state", "reject_waiting")),
            },
            "{request}",
            "Requests at work, and rejects that wait until they may leave.");
        meter.CreateObservableUpDownCounter("billing.radius.gateways", () => nodes.Nodes.Count, "{gateway}", "Gateways that are served.");
        meter.CreateObservableCounter(
            "billing.radius.gateway.packets",
            () => nodes.Nodes.Where(node => node.Counters.Arrived > 0).Select(node => new Measurement<long>(node.Counters.Arrived, Tag("radius.gateway", node.View.Name))),
            "{packet}",
            "Packets that came, by gateway.");
        meter.CreateObservableGauge(
            "billing.radius.certificate.expiry",
            () => listener.Identity is { } identity ? new Measurement<double>[] { new((identity.ExpiresAt - clock.Now()).TotalSeconds) } : [],
            "s",
            "Until the certificate of RADIUS over TLS ends.");
        meter.CreateObservableGauge(
            "billing.radius.gateway.silence",
            () => Silences(nodes, clock.Now()),
            "s",
            "Since the last packet of a gateway that has sent any to this process.");
    }

    private static IEnumerable<Measurement<long>> RequestsOf(NodeRegistry nodes) =>
        from code in Enum.GetValues<RequestCode>()
        from outcome in Requests
        let count = nodes.Counts.Sum(counts => counts[code, outcome])
        where count > 0
        select new Measurement<long>(count, Tag("radius.code", code.Name()), Tag("radius.outcome", TagWords.Of(outcome)));

    private static IEnumerable<Measurement<double>> Silences(NodeRegistry nodes, Instant now) =>
        from node in nodes.Nodes
        where node.Counters.LastArrivedAt is not null
        select new Measurement<double>((now - node.Counters.LastArrivedAt!.Value).TotalSeconds, Tag("radius.gateway", node.View.Name));

    private static long Sum(NodeRegistry nodes, Outcome outcome) => nodes.Counts.Sum(counts => counts[outcome]);

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);
}
