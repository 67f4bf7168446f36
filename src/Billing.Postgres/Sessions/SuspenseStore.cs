using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Grains.Sessions;

namespace Billing.Postgres.Sessions;

internal sealed class SuspenseStore(Database database) : ISuspenseStore
{
    private const string RecordSql = """
        insert into suspense_usage as u
            (node_id, acct_session_id, user_name, reason, duration_seconds, input_octets, output_octets, first_heard_at, last_heard_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
        on conflict (node_id, acct_session_id, user_name) do update
        set reports = u.reports + 1,
            duration_seconds = greatest(u.duration_seconds, excluded.duration_seconds),
            input_octets = greatest(u.input_octets, excluded.input_octets),
            output_octets = greatest(u.output_octets, excluded.output_octets),
            last_heard_at = greatest(u.last_heard_at, excluded.last_heard_at)
        """;

    public async Task RecordAsync(UsageReport report, string reason)
    {
        await using var command = database.Read.Command(
            RecordSql,
            report.NodeId,
            report.AcctSessionId,
            report.UserName,
            reason,
            report.DurationSeconds,
            Octets(report.InputOctets, report.InputGigawords),
            Octets(report.OutputOctets, report.OutputGigawords),
            report.ArrivedAt.ToDateTimeUtc());
        await command.ExecuteNonQueryAsync();
    }

    private static long? Octets(uint? low, uint? high) => low is null && high is null ? null : UsageCounters.Octets(low, high);
}
