using System.Collections.Immutable;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Contracts.Records;

/// <summary>What is not null must fit.</summary>
/// <param name="From">Recorded at this instant or later.</param>
/// <param name="To">Recorded before this instant.</param>
/// <param name="Destination">The beginning of the rated destination.</param>
/// <param name="MinimumCost">In whatever currency the record has.</param>
/// <param name="IsUnrated">Only what nothing priced.</param>
/// <param name="Called">The whole called number, however it is written: in E.164 as far as the record has it so, else as it was dialled.</param>
/// <param name="Calling">The same of who called.</param>
/// <param name="Text">A part of the called number or of the destination's name, in any case, or the beginning of the rated destination: what no index helps.</param>
public sealed record XdrFilter(
    Instant From,
    Instant To,
    string? Service = null,
    long? AccountId = null,
    long? CustomerId = null,
    string? Destination = null,
    int? NodeId = null,
    decimal? MinimumCost = null,
    bool IsUnrated = false,
    string? Called = null,
    string? Calling = null,
    string? Text = null)
{
    public static readonly Duration LongestPeriod = Duration.FromDays(400);
}

/// <param name="Part">1, 2, 3 … within the session: one for each day of a long one.</param>
/// <param name="Peer">The called number in E.164 without "+", else as it was dialled; null for what has none.</param>
/// <param name="CallingParty">Who called, as it was reported.</param>
/// <param name="Destination">The prefix or keyword of the rate; null: none.</param>
/// <param name="DestinationName">What the catalogue of destinations calls it.</param>
/// <param name="UsedUnits">Base units of <paramref name="Unit"/>.</param>
/// <param name="Amount">In <paramref name="Currency"/>; zero where allowances or the rate made it free.</param>
/// <param name="IsRated">False: nothing priced it.</param>
/// <param name="Corrected">What refunds and corrections have made of the amount so far: below zero is given back.</param>
public sealed record XdrRow(
    Guid SessionId,
    int Part,
    string Service,
    long AccountId,
    string Login,
    long CustomerId,
    string Customer,
    long BalanceId,
    string? Peer,
    string? CallingParty,
    string? Destination,
    string? DestinationName,
    int NodeId,
    string Node,
    Instant StartedAt,
    Instant EndedAt,
    Instant RecordedAt,
    Unit Unit,
    long UsedUnits,
    long ChargedUnits,
    long InputOctets,
    long OutputOctets,
    decimal Amount,
    string Currency,
    bool IsRated,
    decimal Corrected = 0)
{
    /// <summary>What it costs now.</summary>
    public decimal Cost => Amount + Corrected;
}

/// <param name="IsComplete">False: there are more than one answer may read; these are the totals of the newest.</param>
/// <param name="Records">How many they are of.</param>
/// <param name="Services">One for each service and currency, those with most charged first.</param>
public sealed record XdrTotals(bool IsComplete, long Records, IReadOnlyList<ServiceTotal> Services);

/// <param name="Units">Base units of the service.</param>
/// <param name="Amount">In <paramref name="Currency"/>.</param>
public sealed record ServiceTotal(string Service, string Currency, long Events, decimal Units, decimal Amount);

/// <summary>A record with everything that was kept of it.</summary>
/// <param name="LedgerSequence">The entry that charged it; null: it cost nothing.</param>
/// <param name="Parts">How the amount came about, step by step.</param>
/// <param name="Attributes">What the gateway's report that ended it said, as it came: <see cref="IAttributeText"/> makes it readable; null: it is not kept.</param>
/// <param name="PriceUnitSize">How many base units the rate's prices are for, such as 60 seconds; null: nothing priced it.</param>
public sealed record XdrDetail(
    XdrRow Record,
    string UserName,
    string? AcctSessionId,
    string? CalledParty,
    string? CalledNumber,
    string? CallingNumber,
    long TariffId,
    string Tariff,
    int TariffVersion,
    long? RateId,
    string? RatePrices,
    long FromUnits,
    long? LedgerSequence,
    string? TerminateCause,
    ImmutableArray<RatedPart> Parts,
    long? PriceUnitSize,
    byte[]? Attributes);
