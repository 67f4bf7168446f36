using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Payments;
using Billing.Core.Subscriptions;
using Billing.Core.Taxes;
using NodaTime;

namespace Billing.Grains.Payers;

/// <summary>Reads and writes what is billed to payers.</summary>
public interface IPayerStore
{
    /// <summary>A payer as the newest commit left it; null when its balance is not billed.</summary>
    Task<Books?> LoadAsync(long balanceId);

    /// <summary>What a payer is opened with; null when there is no such balance.</summary>
    Task<NewPayer?> NewAsync(long balanceId);

    /// <summary>The newest terms of a customer class; null when there is none of the name, or it is retired.</summary>
    Task<ClassTerms?> ClassAsync(string name);

    /// <summary>Begins to bill a balance, if nobody else did meanwhile.</summary>
    Task OpenAsync(Books books, AuditNote? note, Instant now);

    /// <summary>Another class or exemption.</summary>
    Task ReclassAsync(long balanceId, string className, bool isTaxExempt, AuditNote? note, Instant now);

    /// <summary>A plan with its currency; null when there is none.</summary>
    Task<(SubscriptionTerms Terms, string Currency)?> PlanAsync(long planId);

    /// <summary>The first of these names that no plan in a currency has, retired ones counted; null: there is one of each.</summary>
    Task<string?> UnknownPlanAsync(IReadOnlyCollection<string> names, Currency currency);

    /// <summary>Whether a plan is sold no more.</summary>
    Task<bool> IsRetiredAsync(long planId);

    /// <summary>The subscription that an order made, if any; and whether the account is one of the balance's that is not closed.</summary>
    Task<(MadeSubscription? Made, bool IsAccountOurs)> LookAsync(long balanceId, string operationId, long? accountId);

    /// <summary>Notes the tax code of a one-off charge before that is posted; what was noted first stays.</summary>
    /// <returns>The code that the operation has, and whether the audit log tells of it.</returns>
    Task<(string? TaxCode, bool IsLogged)> TaxAsync(long balanceId, string operationId, string? taxCode);

    /// <summary>What of a balance's ledger no invoice covers.</summary>
    /// <returns>With the number of the newest entry that was looked at.</returns>
    Task<(IReadOnlyList<Billable> Entries, long Through)> EntriesAsync(long balanceId, Coverage covered);

    /// <summary>Money that came in since the last look, in the order in which it came; below zero what was given back.</summary>
    Task<(IReadOnlyList<OpenCredit> Credits, long Through)> CreditsAsync(long balanceId, long after);

    /// <summary>What a payer's money is allocated to, in the order in which that was done; allocations that were taken back are left out.</summary>
    Task<IReadOnlyList<Allocated>> SettledAsync(long balanceId);

    /// <summary>What an order by hand has allocated, or taken back, whoever's it is; none: it was not done.</summary>
    Task<IReadOnlyList<(long BalanceId, Allocated Part)>> AllocatedAsync(string operationId);

    /// <summary>When each of these accounts was first used at or after its instant; those that were not are left out.</summary>
    Task<IReadOnlyDictionary<long, Instant>> FirstUseAsync(IReadOnlyCollection<long> accountIds, Instant since);

    /// <summary>What of an invoice's total its credit notes leave, and those of what it stands in for, null when it is void or not there; the note that an operation made, if any; and the invoice's number.</summary>
    Task<(decimal? Left, MadeNote? Made, string? Number)> CreditedAsync(long balanceId, long invoiceId, string operationId);

    /// <summary>What an operation of a balance charged, zero or more, in its currency; null where it was not done.</summary>
    Task<decimal?> ChargedAsync(long balanceId, string operationId);

    /// <summary>Steps of dunning that were done since a day on which a payer was overdue, with what they charged; older programs counted them.</summary>
    Task<IReadOnlyList<(int Number, DunningAction Action, decimal Amount)>> DunnedAsync(long balanceId, LocalDate since);

    /// <summary>What fees of a balance were charged, in its currency; those that were not are left out.</summary>
    Task<IReadOnlyDictionary<ChargeKey, decimal>> FeesAsync(long balanceId, IReadOnlyCollection<ChargeKey> fees);

    /// <summary>The taxes that its credit notes bear, below zero, together.</summary>
    Task<ImmutableArray<TaxLine>> NotedTaxesAsync(long balanceId, long invoiceId);

    /// <summary>What an invoice charged and gave back; without the gross of unused days, which follows from their taxes. Null: it is not there.</summary>
    Task<NotedInvoice?> NotedAsync(long balanceId, long invoiceId);

    /// <summary>
    /// Of fees those that are on an invoice for which there is a credit note, with each such invoice: there may be one more that is void,
    /// and its note stays.
    /// </summary>
    Task<IReadOnlyList<NotedFee>> NotedFeesAsync(long balanceId, IReadOnlyCollection<ChargeKey> fees);

    /// <summary>Those of these charges that are in the ledger, whatever is noted of them.</summary>
    Task<IReadOnlyList<TakenCharge>> TakenAsync(long balanceId, IReadOnlyCollection<ChargeKey> charges);

    /// <summary>
    /// The first day that was paid for by the newest fee in advance of a stretch that had shrunk before there were funds; null: none has.
    /// </summary>
    /// <param name="feesFrom">The stretch's first day that costs a fee: of a period that it begins in, the fee is from there on.</param>
    Task<LocalDate?> ShrunkToAsync(long balanceId, long subscriptionId, int segment, LocalDate feesFrom);

    /// <summary>Of credits, by their ledger entries, the invoice that has the fee that they give back of, if one has that is not void.</summary>
    /// <param name="except">An invoice that is being taken back.</param>
    Task<IReadOnlyDictionary<long, long>> FeeInvoicesAsync(long balanceId, IReadOnlyCollection<long> credits, long? except);

    /// <summary>
    /// Fees on an invoice of which unused days were credited since it was issued, by their ledger entries; and those of which none were though they
    /// ended, changed or paused within their days by now.
    /// </summary>
    Task<IReadOnlyList<(long Sequence, bool IsCredited)>> CreditedSinceAsync(long balanceId, long invoiceId, Instant now);

    /// <summary>By what invoices were ever made: the terms of all classes, the newest first.</summary>
    Task<IReadOnlyList<InvoiceTerms>> TermsEverAsync();

    Task<IssuedLines> LinesAsync(long invoiceId);

    /// <summary>What coupons take off an invoice.</summary>
    Task<IReadOnlyList<CouponUse>> CouponUsesAsync(long invoiceId);

    /// <summary>The same coupons, with what they have taken off by now, those that somebody has ended too.</summary>
    Task<IReadOnlyList<Coupon>> UsedCouponsAsync(long invoiceId);

    /// <summary>The coupon that an order gave, whoever's it is, as it was given, and when; null: it was not done.</summary>
    Task<(long BalanceId, Coupon Coupon, Instant GivenAt)?> CouponAsync(string operationId);

    /// <summary>Whether a coupon of a balance has ended; null: the balance has none of the number.</summary>
    Task<bool?> IsCouponEndedAsync(long balanceId, long couponId);

    /// <summary>What an invoice came to, with its taxes.</summary>
    Task<Taxed> TaxesAsync(long invoiceId);

    Task<(DateSpan Period, LocalDate IssuedOn, string Number, decimal TaxToPost, decimal RoundingToPost)> InvoiceAsync(long invoiceId);

    /// <summary>What became of an invoice or credit note; null when the balance has none of the number.</summary>
    Task<IssuedInvoice?> IssuedAsync(long balanceId, long invoiceId);

    /// <summary>The accounts that the balance pays for.</summary>
    Task<IReadOnlyList<long>> AccountsAsync(long balanceId);

    Task<IReadOnlyDictionary<long, LocalDate>> DueDatesAsync(IReadOnlyCollection<long> invoiceIds);

    /// <summary>Writes a decision whole.</summary>
    /// <returns>The numbers of what is new.</returns>
    /// <exception cref="Balances.CommitRefusedException">Another writer moved the payer on: nothing of it was written.</exception>
    Task<PayerNumbers> CommitAsync(PayerCommit commit);

    /// <summary>Remembers why what was due could not be done, and when it is tried again.</summary>
    Task ParkAsync(long balanceId, string reason, Instant retryAt);

    /// <summary>Whether something is due for a payer, by what is stored, or its class has newer terms.</summary>
    /// <param name="classId">The version of its class that is known.</param>
    Task<bool> IsDueAsync(long balanceId, int classId, Instant now);

    /// <summary>Payers of a shard for which something is due, the longest waiting first.</summary>
    Task<IReadOnlyList<long>> DueAsync(int shard, int shards, Instant now, int most);
}

/// <param name="Charged">What it charged, without what it credited; with its taxes.</param>
/// <param name="Notes">Its credit notes, in the order in which they were given.</param>
/// <param name="Unused">Unused days of its fees that were credited, here or on later invoices.</param>
public sealed record NotedInvoice(decimal Total, decimal Charged, ImmutableArray<NotedPart> Notes, ImmutableArray<UnusedDays> Unused);

/// <param name="Lines">Of an issued invoice, as they are printed.</param>
/// <param name="Covered">Which ledger entries it covers.</param>
/// <param name="Exempted">What it left out of taxes in its prices.</param>
/// <param name="MadeBy">The terms that it was made by, but for unused days of earlier fees, and whether its customer was exempt; null: an older program made it.</param>
public sealed record IssuedLines(
    ImmutableArray<(decimal Amount, string? TaxCode)> Lines, Coverage Covered, decimal Exempted, (InvoiceTerms Terms, bool IsExempt)? MadeBy)
{
    /// <summary>By its coupons, together: their lines are its last. Zero or more.</summary>
    public required decimal TakenOff { get; init; }

    /// <summary>What they took off each of the lines, as it was written with them; null: they took nothing off, or an older program made it.</summary>
    public required IReadOnlyList<decimal>? Off { get; init; }

    /// <summary>Which of the lines, the first ones, are of subscriptions.</summary>
    public required PrintedFees OfSubscriptions { get; init; }

    /// <summary>Its coupons are of a fee without the unused days that were carried on to the next invoice; an earlier program's were of the whole fee.</summary>
    public required bool ReckonsCarried { get; init; }
}

/// <param name="Amount">As they were charged, above zero.</param>
/// <param name="FeeSequence">The ledger entry of the fee that they are of.</param>
/// <param name="DailyOf">The subscription that was charged for them day by day: its days are one line. Null: they are a line of their own.</param>
public sealed record UnusedDays(decimal Amount, string? TaxCode, long FeeSequence, long? DailyOf);

/// <param name="Amount">As it was charged.</param>
/// <param name="Sequence">Its ledger entry.</param>
/// <param name="HasCoupon">Of an invoice that is not void: coupons took something off it.</param>
public sealed record NotedFee(ChargeKey Key, decimal Amount, string? TaxCode, long InvoiceId, long Sequence, bool HasCoupon);

/// <summary>A subscription as it was ordered: with the plan and the number of pieces that it began with.</summary>
/// <param name="Ordered">What else was asked for; null: an older program made it, and did not say.</param>
public sealed record MadeSubscription(long SubscriptionId, long BalanceId, long? AccountId, long PlanId, int Quantity, string? Ordered);

/// <summary>A credit note as it was ordered.</summary>
/// <param name="Amount">Gross, above zero.</param>
public sealed record MadeNote(long NoteId, long InvoiceId, decimal Amount, int? Line);

public sealed record IssuedInvoice(string Number, bool IsCreditNote, bool IsVoid);

/// <param name="Posted">The balance as it is.</param>
/// <param name="LastSequence">Its newest ledger entry.</param>
public sealed record NewPayer(string Currency, string ZoneId, decimal Posted, long LastSequence);

/// <summary>A payer and what billing needs to go on.</summary>
/// <param name="Covered">What its newest invoice covers.</param>
/// <param name="Credits">Money that is not allocated, in the order in which it came.</param>
/// <param name="ToPost">Invoices whose tax and rounding may not be in the ledger, since their commit was the last thing that was done.</param>
public sealed record Books(
    Payer Payer,
    string ClassName,
    long Version,
    Coverage Covered,
    long CreditedThrough,
    ImmutableArray<OpenCredit> Credits,
    ImmutableArray<PostedInvoice> ToPost)
{
    /// <summary>The version of the class whose terms these are.</summary>
    public int ClassId { get; init; }

    /// <summary>Those that nobody has ended, those that are used up too: an invoice that is void gives back what it used.</summary>
    public ImmutableArray<Coupon> Coupons { get; init; } = [];

    /// <summary>
    /// What is owed and on no invoice: when billing began, or given back when no money was there to take it from. In the currency's minor
    /// unit, zero or more.
    /// </summary>
    public decimal Uncovered { get; init; }
}

/// <summary>What an invoice adds to its balance beside what it covers.</summary>
/// <param name="Tax">Of a credit note: what it gives, below zero.</param>
/// <param name="Rounding">With what coupons take off.</param>
/// <param name="IsVoid">It is to be taken back.</param>
public sealed record PostedInvoice(long InvoiceId, decimal Tax, decimal Rounding, string Number, bool IsVoid, bool IsCreditNote = false);
