using System.Globalization;
using System.Net;
using Azure.Data.Tables;

namespace Billing.AzureTables.Membership;

/// <summary>A silo as a row of the table, column by column as Orleans' own provider for Azure writes it: every value is text.</summary>
internal static class MembershipRow
{
    public const string DeploymentId = nameof(DeploymentId);
    public const string Status = nameof(Status);
    public const string ProxyPort = nameof(ProxyPort);
    public const string Address = nameof(Address);
    public const string Generation = nameof(Generation);
    public const string IAmAliveTime = nameof(IAmAliveTime);

    private const string Port = nameof(Port);
    private const string HostName = nameof(HostName);
    private const string RoleName = nameof(RoleName);
    private const string SiloName = nameof(SiloName);
    private const string InstanceName = nameof(InstanceName); // the silo's name, where old programs look for it
    private const string UpdateZone = nameof(UpdateZone);
    private const string FaultZone = nameof(FaultZone);
    private const string SuspectingSilos = nameof(SuspectingSilos);
    private const string SuspectingTimes = nameof(SuspectingTimes);
    private const string StartTime = nameof(StartTime);

    private const string Instant = "yyyy-MM-dd HH:mm:ss.fff 'GMT'";
    private const char Between = '|';

    public static string KeyOf(SiloAddress silo) =>
        string.Create(CultureInfo.InvariantCulture, $"{silo.Endpoint.Address}-{silo.Endpoint.Port}-{silo.Generation}");

    public static TableEntity Write(string cluster, MembershipEntry silo)
    {
        var votes = silo.SuspectTimes ?? [];

        return new(cluster, KeyOf(silo.SiloAddress))
        {
            [DeploymentId] = cluster,
            [Address] = silo.SiloAddress.Endpoint.Address.ToString(),
            [Port] = Text(silo.SiloAddress.Endpoint.Port),
            [Generation] = Text(silo.SiloAddress.Generation),
            [HostName] = silo.HostName,
            [Status] = silo.Status.ToString(),
            [ProxyPort] = Text(silo.ProxyPort),
            [RoleName] = silo.RoleName,
            [SiloName] = silo.SiloName,
            [InstanceName] = silo.SiloName,
            [UpdateZone] = Text(silo.UpdateZone),
            [FaultZone] = Text(silo.FaultZone),
            [SuspectingSilos] = string.Join(Between, votes.Select(vote => vote.Item1.ToParsableString())),
            [SuspectingTimes] = string.Join(Between, votes.Select(vote => Text(vote.Item2))),
            [StartTime] = Text(silo.StartTime),
            [IAmAliveTime] = Text(silo.IAmAliveTime),
        };
    }

    /// <summary>What a heartbeat writes; merged into the row, it leaves all else as it is.</summary>
    public static TableEntity WriteAlive(string cluster, MembershipEntry silo) => new(cluster, KeyOf(silo.SiloAddress))
    {
        [DeploymentId] = cluster,
        [IAmAliveTime] = Text(silo.IAmAliveTime),
    };

    /// <exception cref="FormatException">A column is not of its form.</exception>
    public static MembershipEntry Read(TableEntity row)
    {
        var silo = new MembershipEntry
        {
            SiloAddress = SiloAddress.New(IPAddress.Parse(row.GetString(Address)), Number(row, Port), Number(row, Generation)),
            HostName = row.GetString(HostName),
            Status = Enum.Parse<SiloStatus>(row.GetString(Status)),
            ProxyPort = Number(row, ProxyPort),
            RoleName = row.GetString(RoleName),
            SiloName = row.GetString(SiloName) is { Length: > 0 } name ? name : row.GetString(InstanceName),
            UpdateZone = Number(row, UpdateZone),
            FaultZone = Number(row, FaultZone),
            StartTime = Time(row.GetString(StartTime)),
            IAmAliveTime = Time(row.GetString(IAmAliveTime)),
        };

        foreach (var (voter, at) in List(row, SuspectingSilos).Zip(List(row, SuspectingTimes)))
        {
            silo.AddSuspector(SiloAddress.FromParsableString(voter), Time(at));
        }

        return silo;
    }

    private static string[] List(TableEntity row, string column) =>
        (row.GetString(column) ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries);

    private static int Number(TableEntity row, string column) =>
        row.GetString(column) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTime instant) => instant.ToString(Instant, CultureInfo.InvariantCulture);

    private static DateTime Time(string? text) => string.IsNullOrEmpty(text)
        ? default
        : DateTime.ParseExact(text, Instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
