using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Discounts;
using Billing.Core.Sessions;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Balances;

/// <summary>The one statement that makes postings durable: all of a batch, or nothing of it.</summary>
/// <remarks>Here what goes into it, in the order of its text: every stored column of a session and a record has its place in both.</remarks>
internal sealed partial class CommitStatement : IDisposable
{
    /// <summary>SQLSTATE of the division by zero by which the statement undoes itself.</summary>
    public const string Stale = "22012";

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

    private readonly ColumnSet<Session> _updateStarts = new ColumnSet<Session>().With(s => Utc(s.GatewayStartedAt));

    private readonly ColumnSet<Session> _insertStarts = new ColumnSet<Session>()
        .With(s => Utc(s.GatewayStartedAt))
        .With(s => s.Terms.NasAddress)
        .With(s => s.Terms.NasIdentifier);

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
        _updateStarts.AddTo(_command);
        _insertStarts.AddTo(_command);

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
        _updateStarts.Fill(batch.Updates);
        _insertStarts.Fill(batch.Inserts);

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
