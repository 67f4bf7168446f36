using System.Collections.Immutable;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Postgres.Balances;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Sessions;

/// <summary>Reads a session's row with its pinned rate and periods, in the order of <see cref="Columns"/>.</summary>
internal static class SessionRows
{
    /// <summary>The columns of table <c>session s</c> and its period set <c>p</c>; from 48 on those of its rate <c>r</c> follow.</summary>
    public const string Columns = """
        s.session_id, s.balance_id, s.account_id, s.node_id, s.authorized_at, s.unit, s.tariff_id, s.tariff_version,
        s.rate_id, s.slice_units, s.longest_units, s.service, s.user_name, s.zone_id, s.called_party, s.calling_party,
        s.reported_at, s.heard_at, s.duration_seconds, s.input_octets, s.output_octets, s.used_units, s.granted_units,
        s.charged, s.held, s.settled, s.settled_units, s.settled_at, s.parts, s.state, s.incarnation, s.saw_gigawords,
        s.started_at, s.ended_at, s.acct_session_id, s.framed_address, s.terminate_cause,
        s.period_set_id, s.called_number, s.calling_number, s.destination, s.destination_groups, s.is_emergency,
        p.periods::text, s.coverage::text, s.gateway_started_at, s.nas_address, s.nas_identifier
        """;

    /// <summary>What <see cref="Columns"/> and the rate's columns are read from.</summary>
    public const string Joins = """
        left join rate r on r.rate_id = s.rate_id
        left join period_set p on p.period_set_id = s.period_set_id
        """;

    public const int RateOffset = 48;

    public static Session Read(NpgsqlDataReader row, PinnedTerms pinned) => FundsJson.Read(
        ReadPlain(row, pinned), row.Text(44));

    private static Session ReadPlain(NpgsqlDataReader row, PinnedTerms pinned) => new()
    {
        Terms = new()
        {
            SessionId = row.GetGuid(0),
            BalanceId = row.GetInt64(1),
            AccountId = row.GetInt64(2),
            NodeId = row.GetInt32(3),
            AuthorizedAt = row.At(4),
            Unit = (Unit)row.GetInt32(5),
            TariffId = row.GetInt64(6),
            TariffVersion = row.GetInt32(7),
            Rate = pinned.Rate(row),
            Periods = pinned.Periods(row),
            SliceUnits = row.Number(9),
            LongestUnits = row.GetInt64(10),
            Service = row.GetString(11),
            UserName = row.GetString(12),
            Zone = DateTimeZoneProviders.Tzdb[row.GetString(13)],
            CalledParty = row.Text(14),
            CallingParty = row.Text(15),
            CalledNumber = row.Text(38),
            CallingNumber = row.Text(39),
            Destination = row.Text(40) ?? "",
            DestinationGroups = row.Text(41)?.Split(',').ToImmutableArray() ?? [],
            IsEmergency = !row.IsDBNull(42) && row.GetBoolean(42),
            NasAddress = row.Text(46),
            NasIdentifier = row.Text(47),
        },
        ReportedAt = row.At(16),
        HeardAt = row.At(17),
        Counters = new(row.GetInt64(18), row.GetInt64(19), row.GetInt64(20), row.GetBoolean(31)),
        UsedUnits = row.GetInt64(21),
        GrantedUnits = row.GetInt64(22),
        Charged = row.GetDecimal(23),
        Held = row.GetDecimal(24),
        Settled = row.GetDecimal(25),
        SettledUnits = row.GetInt64(26),
        SettledAt = row.At(27),
        Parts = row.GetInt32(28),
        State = (SessionState)row.GetInt32(29),
        Incarnation = row.GetInt32(30),
        StartedAt = row.AtOrNull(32),
        EndedAt = row.AtOrNull(33),
        AcctSessionId = row.Text(34),
        FramedAddress = row.Text(35),
        TerminateCause = row.Text(36),
        GatewayStartedAt = row.AtOrNull(45),
    };
}
