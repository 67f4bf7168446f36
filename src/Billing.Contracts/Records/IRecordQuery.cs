using Billing.Contracts.Balances;

namespace Billing.Contracts.Records;

/// <summary>Sessions, transaction records and ledger entries as they are stored; newest first, a page at a time.</summary>
public interface IRecordQuery
{
    /// <summary>A payer's funds as they are stored: every answered request is in them.</summary>
    /// <exception cref="KeyNotFoundException">There is no such balance.</exception>
    Task<BalanceView> BalanceAsync(long balanceId, CancellationToken cancellation);

    /// <param name="accountId">Only this account's; null: all.</param>
    /// <param name="openOnly">Only those that have not ended.</param>
    Task<IReadOnlyList<SessionRecord>> SessionsAsync(long? accountId, bool openOnly, int most, CancellationToken cancellation);

    Task<IReadOnlyList<XdrRecord>> XdrsAsync(long accountId, int most, CancellationToken cancellation);

    /// <summary>Every transaction record that was made since an instant, in no order: for comparing with what others counted.</summary>
    IAsyncEnumerable<SettledSession> SettledSinceAsync(DateTimeOffset since, CancellationToken cancellation);

    Task<IReadOnlyList<LedgerRecord>> LedgerAsync(long balanceId, int most, CancellationToken cancellation);

    Task<IReadOnlyList<TariffRecord>> TariffsAsync(CancellationToken cancellation);

    Task<IReadOnlyList<RateRecord>> RatesAsync(string tariff, int most, CancellationToken cancellation);
}

/// <summary>Units are base units of the service; amounts are in the balance's currency.</summary>
public sealed record SessionRecord(
    Guid SessionId,
    string Account,
    string Node,
    string Service,
    string State,
    string? AcctSessionId,
    string? CalledParty,
    string? CallingParty,
    DateTimeOffset AuthorizedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset ReportedAt,
    DateTimeOffset? EndedAt,
    long UsedUnits,
    long GrantedUnits,
    decimal Charged,
    decimal Held,
    string Currency);

/// <param name="CalledParty">As it was dialled.</param>
/// <param name="CalledNumber">The same in E.164 without "+".</param>
public sealed record XdrRecord(
    Guid SessionId,
    int Part,
    string Service,
    string? AcctSessionId,
    string? CalledParty,
    string? Destination,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    long UsedUnits,
    long ChargedUnits,
    decimal Amount,
    string Currency,
    string? TerminateCause,
    string Parts,
    DateTimeOffset RecordedAt,
    string? CalledNumber = null);

public sealed record LedgerRecord(
    long Sequence,
    decimal Amount,
    decimal PostedAfter,
    string Reason,
    Guid? SessionId,
    int? Part,
    DateTimeOffset RecordedAt,
    string? OperationId,
    string? Note,
    string Currency);

public sealed record TariffRecord(string Name, string Currency, string Unit, int Version, long Rates);

/// <param name="Intervals">The ladder as JSON.</param>
/// <param name="Prices">The ladder in words: <c>60/6 at 0.10</c>.</param>
public sealed record RateRecord(
    string Destination,
    DateTimeOffset EffectiveFrom,
    DateTimeOffset? EffectiveTo,
    string Status,
    decimal ConnectFee,
    long PriceUnitSize,
    string Intervals,
    string Prices);

public sealed record SettledSession(string AcctSessionId, long TotalOctets, decimal Amount);
