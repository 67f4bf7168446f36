using System.CommandLine;
using System.Globalization;
using Billing.Contracts.Nodes;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>radius status</c>.</summary>
internal static class RadiusVerb
{
    public static Command Create()
    {
        var json = Reading.JsonOption();
        var status = new Command("status", "What the cluster's RADIUS listeners see: silos with the ends of their certificates, and gateways.") { json };
        status.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                await using var cluster = await services.ClusterAsync(cancellation);
                var view = await cluster.Grains.GetGrain<IGatewayHealthGrain>(0).ShowAsync();

                Show.Either(parsed.GetValue(json), Told(view), () => Print(view));
            },
            cancellation));

        return new("radius", "The cluster's RADIUS listeners.") { status };
    }

    private static object Told(GatewaysView view) => new
    {
        at = view.At.ToDateTimeOffset(),
        view.RequestsPerSecond,
        silos = view.Silos.Select(silo => new
        {
            silo.Silo,
            startedAt = silo.StartedAt.ToDateTimeOffset(),
            silo.InFlight,
            silo.KernelDrops,
            certificateExpiresAt = silo.CertificateExpiresAt?.ToDateTimeOffset(),
            clientAuthorities = (silo.Authorities ?? []).Select(one => new { one.Subject, expiresAt = one.ExpiresAt.ToDateTimeOffset() }),
        }),
        gateways = view.Gateways.Select(gateway => new
        {
            gateway.Name,
            lastPacketAt = gateway.LastPacketAt?.ToDateTimeOffset(),
            gateway.RequestsPerSecond,
            rejectsOfLastHour = gateway.Rejects.Sum(one => one.Count),
            gateway.Dropped,
        }),
    };

    private static void Print(GatewaysView view)
    {
        Show.Table(
            view.Silos,
            "no silo has told how its listener is",
            ["silo", "since", ">at work", "certificate ends", "clients' authorities end"],
            silo =>
            [
                silo.Silo,
                Show.Time(silo.StartedAt.ToDateTimeOffset()),
                Number(silo.InFlight),
                silo.CertificateExpiresAt is { } ends ? Show.Time(ends.ToDateTimeOffset()) : "no TLS by certificate",
                string.Join("; ", (silo.Authorities ?? []).Select(one => $"{one.Subject}: {Show.Time(one.ExpiresAt.ToDateTimeOffset())}")),
            ]);
        Show.Table(
            view.Gateways,
            "there are no gateways",
            ["gateway", "last packet", ">requests/s", ">rejects of the last hour", ">dropped"],
            gateway =>
            [
                gateway.Name,
                Show.Time(gateway.LastPacketAt?.ToDateTimeOffset()),
                gateway.RequestsPerSecond.ToString("0.#", CultureInfo.InvariantCulture),
                Number(gateway.Rejects.Sum(one => one.Count)),
                Number(gateway.Dropped),
            ]);
    }

    private static string Number(long count) => count.ToString(CultureInfo.InvariantCulture);
}
