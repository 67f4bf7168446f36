using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Discounts;
using Billing.Core.Sessions;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Balances;

/// <summary>The one statement that makes postings durable: all of a batch, or nothing of it.</summary>
/// <remarks>
/// Long because every stored column of a session and a record has its place in it; nothing else is here.
/// </remarks>
internal sealed class CommitStatement : IDisposable
{
    /// <summary>SQLSTATE of the division by zero by which the statement undoes itself.</summary>
    public const string Stale = "22012";

    // A balance whose version moved, or a session without a row, makes the counts differ; the division by zero then takes
    // back the whole statement. So nothing needs to be joined to what moved, and a refusal, which is rare, is found by
    // writing the batch's balances one by one.
    private const string Writes = """
        with moved as (
            update balance b
            set version = c.to_version, posted = c.posted, last_sequence = c.last_sequence
            from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::numeric[], $5::bigint[])
                as c(balance_id, from_version, to_version, posted, last_sequence)
            where b.balance_id = c.balance_id and b.version = c.from_version
            returning 1
        ), updated as (
            update session s
            set reported_at = u.reported_at, heard_at = u.heard_at, duration_seconds = u.duration_seconds,
               input_octets = u.input_octets, output_octets = u.output_octets, used_units = u.used_units,
               granted_units = u.granted_units, charged = u.charged, held = u.held, settled = u.settled,
               settled_units = u.settled_units, settled_at = u.settled_at, parts = u.parts, state = u.state,
               incarnation = u.incarnation, saw_gigawords = u.saw_gigawords, started_at = u.started_at,
               ended_at = u.ended_at, acct_session_id = u.acct_session_id, framed_address = u.framed_address,
               terminate_cause = u.terminate_cause, coverage = u.coverage::jsonb
            from unnest($6::uuid[], $7::timestamptz[], $8::timestamptz[], $9::bigint[], $10::bigint[], $11::bigint[],
                $12::bigint[], $13::bigint[], $14::numeric[], $15::numeric[], $16::numeric[], $17::bigint[],
                $18::timestamptz[], $19::int[], $20::int[], $21::int[], $22::boolean[], $23::timestamptz[],
                $24::timestamptz[], $25::text[], $26::text[], $27::text[], $107::text[])
                as u(session_id, reported_at, heard_at, duration_seconds, input_octets, output_octets, used_units,
                   granted_units, charged, held, settled, settled_units, settled_at, parts, state, incarnation,
                   saw_gigawords, started_at, ended_at, acct_session_id, framed_address, terminate_cause, coverage)
            where s.session_id = u.session_id
            returning 1
        ), inserted as (
            insert into session
               (session_id, balance_id, account_id, node_id, authorized_at, unit, tariff_id, tariff_version,
                   rate_id, slice_units, longest_units, service, user_name, zone_id, called_party, calling_party,
                   reported_at, heard_at, duration_seconds, input_octets, output_octets, used_units,
                   granted_units, charged, held, settled, settled_units, settled_at, parts, state, incarnation,
                   saw_gigawords, started_at, ended_at, acct_session_id, framed_address, terminate_cause,
                   period_set_id, called_number, calling_number, destination, destination_groups, is_emergency,
                   coverage)
            select * from unnest($28::uuid[], $29::bigint[], $30::bigint[], $31::int[], $32::timestamptz[], $33::int[],
                $34::bigint[], $35::int[], $36::bigint[], $37::bigint[], $38::bigint[], $39::text[], $40::text[],
                $41::text[], $42::text[], $43::text[], $44::timestamptz[], $45::timestamptz[], $46::bigint[],
                $47::bigint[], $48::bigint[], $49::bigint[], $50::bigint[], $51::numeric[], $52::numeric[],
                $53::numeric[], $54::bigint[], $55::timestamptz[], $56::int[], $57::int[], $58::int[],
                $59::boolean[], $60::timestamptz[], $61::timestamptz[], $62::text[], $63::text[], $64::text[],
                $99::bigint[], $100::text[], $101::text[], $102::text[], $103::text[], $104::boolean[],
                $108::text[]::jsonb[])
                as i(session_id, balance_id, account_id, node_id, authorized_at, unit, tariff_id, tariff_version,
                   rate_id, slice_units, longest_units, service, user_name, zone_id, called_party, calling_party,
                   reported_at, heard_at, duration_seconds, input_octets, output_octets, used_units,
                   granted_units, charged, held, settled, settled_units, settled_at, parts, state, incarnation,
                   saw_gigawords, started_at, ended_at, acct_session_id, framed_address, terminate_cause,
                   period_set_id, called_number, calling_number, destination, destination_groups, is_emergency,
                   coverage)
        ), entered as (
            insert into ledger_entry
               (balance_id, sequence, amount, posted_after, reason, session_id, part, recorded_at, promotions, operation_id, note)
            select e.balance_id, e.sequence, e.amount, e.posted_after, e.reason, e.session_id, e.part, e.recorded_at,
                e.promotions::jsonb, e.operation_id, e.note
            from unnest($65::bigint[], $66::bigint[], $67::numeric[], $68::numeric[], $69::int[], $70::uuid[], $71::int[],
                $72::timestamptz[], $109::text[], $110::text[], $111::text[])
                as e(balance_id, sequence, amount, posted_after, reason, session_id, part, recorded_at, promotions, operation_id, note)
        ), recorded as (
            insert into xdr
               (session_id, part, account_id, balance_id, node_id, service, user_name, acct_session_id,
                   called_party, calling_party, destination, tariff_id, tariff_version, rate_id, started_at,
                   ended_at, from_units, used_units, charged_units, amount, ledger_sequence, input_octets,
                   output_octets, terminate_cause, parts, recorded_at, called_number, calling_number, attributes)
            select x.session_id, x.part, x.account_id, x.balance_id, x.node_id, x.service, x.user_name,
               x.acct_session_id, x.called_party, x.calling_party, x.destination, x.tariff_id,
               x.tariff_version, x.rate_id, x.started_at, x.ended_at, x.from_units, x.used_units,
               x.charged_units, x.amount, x.ledger_sequence, x.input_octets, x.output_octets,
               x.terminate_cause, x.parts::jsonb, x.recorded_at, x.called_number, x.calling_number, x.attributes
            from unnest($73::uuid[], $74::int[], $75::bigint[], $76::bigint[], $77::int[], $78::text[], $79::text[],
                $80::text[], $81::text[], $82::text[], $83::text[], $84::bigint[], $85::int[], $86::bigint[],
                $87::timestamptz[], $88::timestamptz[], $89::bigint[], $90::bigint[], $91::bigint[],
                $92::numeric[], $93::bigint[], $94::bigint[], $95::bigint[], $96::text[], $97::text[],
                $98::timestamptz[], $105::text[], $106::text[], $112::bytea[])
                as x(session_id, part, account_id, balance_id, node_id, service, user_name, acct_session_id,
                   called_party, calling_party, destination, tariff_id, tariff_version, rate_id, started_at,
                   ended_at, from_units, used_units, charged_units, amount, ledger_sequence, input_octets,
                   output_octets, terminate_cause, parts, recorded_at, called_number, calling_number, attributes)
        """;

    // Most batches have nothing of this, and a statement that mentions a table opens it.
    private const string FundsWrites = """

        ), allowed as (
            insert into allowance
               (balance_id, allowance_id, name, kind, initial, remaining, uses, account_id, precedence, valid_from, expires_at,
                   exhaustion, policy, plan_id, period_start)
            select a.balance_id, a.allowance_id, a.name, a.kind, a.initial, a.remaining, a.uses::jsonb, a.account_id, a.precedence,
               a.valid_from, a.expires_at, a.exhaustion, a.policy, a.plan_id, a.period_start
            from unnest($113::bigint[], $114::int[], $115::text[], $116::int[], $117::numeric[], $118::numeric[], $119::text[],
                $120::bigint[], $121::int[], $122::timestamptz[], $123::timestamptz[], $124::int[], $125::text[], $126::bigint[],
                $127::timestamptz[])
                as a(balance_id, allowance_id, name, kind, initial, remaining, uses, account_id, precedence, valid_from, expires_at,
                   exhaustion, policy, plan_id, period_start)
            on conflict (balance_id, allowance_id) do update set remaining = excluded.remaining
        ), counted as (
            insert into counter (balance_id, counter_of, id, period_start, value)
            select * from unnest($128::bigint[], $129::int[], $130::bigint[], $131::timestamptz[], $132::numeric[])
                as c(balance_id, counter_of, id, period_start, value)
            on conflict (balance_id, counter_of, id, period_start) do update set value = excluded.value
        ), operated as (
            insert into operation (operation_id, balance_id, body, sequence, amount, session_id, refunds, recorded_at, by, part, target, given)
            select o.operation_id, o.balance_id, o.body, o.sequence, o.amount, o.session_id, o.refunds, o.recorded_at, o.by, o.part, o.target,
                o.given::jsonb
            from unnest($133::text[], $134::bigint[], $135::text[], $136::bigint[], $137::numeric[], $138::uuid[], $139::text[],
                $140::timestamptz[], $141::text[], $142::int[], $143::numeric[], $144::text[])
                as o(operation_id, balance_id, body, sequence, amount, session_id, refunds, recorded_at, by, part, target, given)
        """;

    private const string Check = """

        )
        select 1 / (case when (select count(*) from moved) = cardinality($1) and (select count(*) from updated) = cardinality($6)
                    then 1 else 0 end)
        """;

    private readonly ColumnSet<BalanceStep> _balances = new ColumnSet<BalanceStep>()
        .With(b => b.Last.After.BalanceId)
        .With(b => b.FromVersion)
        .With(b => b.Last.After.Version)
        .With(b => b.Last.After.Posted)
        .With(b => b.Last.After.LastSequence);

    private readonly ColumnSet<Session> _updates = new ColumnSet<Session>()
        .With(s => s.Terms.SessionId)
        .With(Progress);

    private readonly ColumnSet<Session> _inserts = new ColumnSet<Session>()
        .With(s => s.Terms.SessionId)
        .With(s => s.Terms.BalanceId)
        .With(s => s.Terms.AccountId)
        .With(s => s.Terms.NodeId)
        .With(s => Utc(s.Terms.AuthorizedAt))
        .With(s => (int)s.Terms.Unit)
        .With(s => s.Terms.TariffId)
        .With(s => s.Terms.TariffVersion)
        .With(s => s.Terms.Rate?.RateId)
        .With(s => s.Terms.SliceUnits)
        .With(s => s.Terms.LongestUnits)
        .With(s => s.Terms.Service)
        .With(s => s.Terms.UserName)
        .With(s => s.Terms.Zone.Id)
        .With(s => s.Terms.CalledParty)
        .With(s => s.Terms.CallingParty)
        .With(Progress);

    private readonly ColumnSet<LedgerEntry> _entries = new ColumnSet<LedgerEntry>()
        .With(e => e.BalanceId)
        .With(e => e.Sequence)
        .With(e => e.Amount)
        .With(e => e.PostedAfter)
        .With(e => (int)e.Reason)
        .With(e => e.SessionId)
        .With(e => e.Part)
        .With(e => Utc(e.RecordedAt));

    private readonly ColumnSet<Xdr> _records = new ColumnSet<Xdr>()
        .With(x => x.Session.Terms.SessionId)
        .With(x => x.Part)
        .With(x => x.Session.Terms.AccountId)
        .With(x => x.Session.Terms.BalanceId)
        .With(x => x.Session.Terms.NodeId)
        .With(x => x.Session.Terms.Service)
        .With(x => x.Session.Terms.UserName)
        .With(x => x.Session.AcctSessionId)
        .With(x => x.Session.Terms.CalledParty)
        .With(x => x.Session.Terms.CallingParty)
        .With(x => x.Session.Terms.Rate?.Destination)
        .With(x => x.Session.Terms.TariffId)
        .With(x => x.Session.Terms.TariffVersion)
        .With(x => x.Session.Terms.Rate?.RateId)
        .With(x => Utc(x.Session.BeganAt))
        .With(x => Utc(x.Session.EndedAt ?? x.Session.ReportedAt))
        .With(x => x.FromUnits)
        .With(x => x.UsedUnits)
        .With(x => x.ChargedUnits)
        .With(x => x.Amount)
        .With(x => x.LedgerSequence)
        .With(x => x.Session.Counters.InputOctets)
        .With(x => x.Session.Counters.OutputOctets)
        .With(x => x.Session.TerminateCause)
        .With(x => PartsJson.Write(x.Parts))
        .With(x => Utc(x.RecordedAt));

    // What a session was rated by, in the order of the insert's end.
    private readonly ColumnSet<Session> _pinned = new ColumnSet<Session>()
        .With(s => s.Terms.Periods?.PeriodSetId)
        .With(s => s.Terms.CalledNumber)
        .With(s => s.Terms.CallingNumber)
        .With(s => s.Terms.Destination)
        .With(s => s.Terms.DestinationGroups.IsEmpty ? null : string.Join(',', s.Terms.DestinationGroups))
        .With(s => s.Terms.IsEmergency);

    private readonly ColumnSet<Xdr> _numbers = new ColumnSet<Xdr>()
        .With(x => x.Session.Terms.CalledNumber)
        .With(x => x.Session.Terms.CallingNumber);

    private readonly ColumnSet<Session> _updateCoverage = new ColumnSet<Session>().With(FundsJson.Write);

    private readonly ColumnSet<Session> _insertCoverage = new ColumnSet<Session>().With(FundsJson.Write);

    private readonly ColumnSet<LedgerEntry> _reasons = new ColumnSet<LedgerEntry>()
        .With(e => FundsJson.Write(e.Promotions))
        .With(e => e.OperationId)
        .With(e => e.Note);

    private readonly ColumnSet<Xdr> _attributes = new ColumnSet<Xdr>().With(x => x.Attributes);

    private readonly ColumnSet<(long BalanceId, Allowance Allowance)> _allowances = new ColumnSet<(long BalanceId, Allowance Allowance)>()
        .With(a => a.BalanceId)
        .With(a => a.Allowance.AllowanceId)
        .With(a => a.Allowance.Name)
        .With(a => (int)a.Allowance.Kind)
        .With(a => a.Allowance.Initial)
        .With(a => a.Allowance.Remaining)
        .With(a => FundsJson.Write(a.Allowance.Uses))
        .With(a => a.Allowance.AccountId)
        .With(a => a.Allowance.Precedence)
        .With(a => a.Allowance.ValidFrom == Instant.MinValue ? null : Utc((Instant?)a.Allowance.ValidFrom))
        .With(a => a.Allowance.ExpiresAt == Instant.MaxValue ? null : Utc((Instant?)a.Allowance.ExpiresAt))
        .With(a => (int)a.Allowance.Exhaustion)
        .With(a => a.Allowance.Policy)
        .With(a => a.Allowance.Issue?.PlanId)
        .With(a => Utc(a.Allowance.Issue?.PeriodStart));

    private readonly ColumnSet<(long BalanceId, Counter Counter)> _counters = new ColumnSet<(long BalanceId, Counter Counter)>()
        .With(c => c.BalanceId)
        .With(c => (int)c.Counter.Key.Of)
        .With(c => c.Counter.Key.Id)
        .With(c => Utc(c.Counter.PeriodStart))
        .With(c => c.Counter.Value);

    private readonly ColumnSet<(long BalanceId, Operation Operation)> _operations = new ColumnSet<(long BalanceId, Operation Operation)>()
        .With(o => o.Operation.OperationId)
        .With(o => o.BalanceId)
        .With(o => o.Operation.Body)
        .With(o => o.Operation.Sequence)
        .With(o => o.Operation.Amount)
        .With(o => o.Operation.SessionId)
        .With(o => o.Operation.Refunds)
        .With(o => Utc(o.Operation.RecordedAt))
        .With(o => o.Operation.By)
        .With(o => o.Operation.Correction?.Part)
        .With(o => o.Operation.Correction?.Target)
        .With(o => o.Operation.Correction is { } correction ? FundsJson.Write(correction.Given) : null);

    private readonly bool _withFunds;
    private readonly NpgsqlCommand _command;
    private CommitStatement? _full;

    public CommitStatement()
        : this(withFunds: false)
    {
    }

    private CommitStatement(bool withFunds)
    {
        _withFunds = withFunds;
        _command = new(withFunds ? Writes + FundsWrites + Check : Writes + Check);
        _balances.AddTo(_command);
        _updates.AddTo(_command);
        _inserts.AddTo(_command);
        _entries.AddTo(_command);
        _records.AddTo(_command);
        _pinned.AddTo(_command);
        _numbers.AddTo(_command);
        _updateCoverage.AddTo(_command);
        _insertCoverage.AddTo(_command);
        _reasons.AddTo(_command);
        _attributes.AddTo(_command);

        if (withFunds)
        {
            _allowances.AddTo(_command);
            _counters.AddTo(_command);
            _operations.AddTo(_command);
        }
    }

    /// <summary>Writes the batch on the connection. Not cancelled: a commit that was sent may already be written.</summary>
    /// <exception cref="PostgresException">With <see cref="Stale"/>: some balance's version moved; nothing was written.</exception>
    public void Execute(NpgsqlConnection connection, CommitBatch batch)
    {
        if (!_withFunds && batch.HasFunds)
        {
            (_full ??= new(withFunds: true)).Execute(connection, batch);

            return;
        }

        _balances.Fill(batch.Balances);
        _updates.Fill(batch.Updates);
        _inserts.Fill(batch.Inserts);
        _entries.Fill(batch.Entries);
        _records.Fill(batch.Records);
        _pinned.Fill(batch.Inserts);
        _numbers.Fill(batch.Records);
        _updateCoverage.Fill(batch.Updates);
        _insertCoverage.Fill(batch.Inserts);
        _reasons.Fill(batch.Entries);
        _attributes.Fill(batch.Records);

        if (_withFunds)
        {
            _allowances.Fill(batch.Allowances);
            _counters.Fill(batch.Counters);
            _operations.Fill(batch.Operations);
        }

        if (_command.Connection != connection)
        {
            _command.Connection = connection;
            _command.Prepare();
        }

        _command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _full?.Dispose();
        _command.Dispose();
    }

    // What a report changes, in the order of both statements.
    private static void Progress(ColumnSet<Session> columns) => columns
        .With(s => Utc(s.ReportedAt))
        .With(s => Utc(s.HeardAt))
        .With(s => s.Counters.DurationSeconds)
        .With(s => s.Counters.InputOctets)
        .With(s => s.Counters.OutputOctets)
        .With(s => s.UsedUnits)
        .With(s => s.GrantedUnits)
        .With(s => s.Charged)
        .With(s => s.Held)
        .With(s => s.Settled)
        .With(s => s.SettledUnits)
        .With(s => Utc(s.SettledAt))
        .With(s => s.Parts)
        .With(s => (int)s.State)
        .With(s => s.Incarnation)
        .With(s => s.Counters.SawGigawords)
        .With(s => Utc(s.StartedAt))
        .With(s => Utc(s.EndedAt))
        .With(s => s.AcctSessionId)
        .With(s => s.FramedAddress)
        .With(s => s.TerminateCause);

    private static DateTime Utc(Instant instant) => instant.ToDateTimeUtc();

    private static DateTime? Utc(Instant? instant) => instant?.ToDateTimeUtc();
}
