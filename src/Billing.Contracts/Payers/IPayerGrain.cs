using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace Billing.Contracts.Payers;

/// <summary>What a balance has subscribed to and what it is billed: one at a time, in the order of time. Key: the balance's number.</summary>
/// <remarks>Every call first does what is due by now, so that an order finds everything before it charged.</remarks>
[Version(4)]
[Alias("billing.payer")]
public interface IPayerGrain : IGrainWithIntegerKey
{
    /// <summary>Begins to bill a balance, from today; asked again, changes its class and exemption from the open period on.</summary>
    [Alias("open")]
    Task<PayerReply> OpenAsync(PayerOrder order);

    /// <summary>Subscribes to a plan. The same operation id again is the same subscription.</summary>
    [Alias("subscribe")]
    Task<PayerReply> SubscribeAsync(SubscribeOrder order);

    /// <summary>Changes a subscription, or tells what that would charge.</summary>
    [Alias("change")]
    Task<PayerReply> ChangeAsync(SubscriptionChange change);

    /// <summary>Charges or credits something once; it is a line of the open period's invoice.</summary>
    /// <param name="operationId">Up to 100 characters: done once.</param>
    /// <param name="amount">What is owed for it, in the balance's currency; below zero is a credit.</param>
    [Alias("charge-once")]
    Task<PayerReply> ChargeOnceAsync(string operationId, decimal amount, string text);

    /// <summary>The same with a tax code.</summary>
    [Alias("charge-once-as")]
    Task<PayerReply> ChargeOnceAsync(OneOffOrder order);

    /// <summary>Does what is due by now. Harmless when asked again.</summary>
    [Alias("advance")]
    Task<AdvanceReply> AdvanceAsync();

    /// <summary>The status of the customer, or of an account, is another: subscriptions stop, go on or end with it. Harmless when asked again.</summary>
    [Alias("follow-status")]
    Task FollowStatusAsync();

    /// <summary>Money came in: fees without funds are tried again, invoices settled, a suspension lifted.</summary>
    [Alias("wake")]
    Task WakeAsync();

    /// <summary>Closes the open period now, before its end: an invoice out of turn, for what is charged so far.</summary>
    [Alias("close-now")]
    Task<PayerReply> CloseNowAsync();

    /// <summary>The same by somebody's order, which the audit log keeps. Asked again with nothing charged since, it is refused.</summary>
    [Alias("invoice-now")]
    Task<PayerReply> CloseNowAsync(string by);

    /// <summary>What that invoice would be; null: the balance is not billed.</summary>
    [Alias("draft-now")]
    Task<DraftReply?> DraftNowAsync();

    /// <summary>Closes what has ended by a day, for a bill run: also of classes that wait for one.</summary>
    /// <param name="isDryRun">Compute the invoice of the open period, issue none.</param>
    [Alias("bill")]
    Task<Billed> BillAsync(string billRun, string endsOnDay, bool isDryRun);

    /// <summary>What the invoice of the open period would be, if it were closed now.</summary>
    [Alias("draft")]
    Task<DraftReply?> DraftAsync();

    /// <summary>Takes the newest invoice back; another one may stand in its place, on today's terms. What is void already stays so.</summary>
    /// <remarks>On an older one others count: they say what was owed after it. A credit note corrects it.</remarks>
    [Alias("void-invoice")]
    Task<PayerReply> VoidAsync(VoidOrder order);

    /// <summary>Credits money for an issued invoice, which stays as it is.</summary>
    [Alias("give-credit-note")]
    Task<PayerReply> CreditNoteAsync(CreditNoteOrder order);

    /// <summary>What credit notes may still give of an issued invoice and of its lines; null: it is none of the balance's, or void.</summary>
    [Alias("creditable")]
    Task<Creditable?> CreditableAsync(long invoiceId);

    /// <summary>Gives a coupon, which takes something off the invoices that are made from now on. The same operation id again is the same coupon.</summary>
    [Alias("give-coupon")]
    Task<PayerReply> GiveCouponAsync(CouponOrder order);

    /// <summary>It takes nothing off invoices that are made from now on. What has ended stays so.</summary>
    [Alias("end-coupon")]
    Task<PayerReply> EndCouponAsync(CouponEnd order);

    /// <summary>No step of dunning before a day; the last order counts.</summary>
    [Alias("put-off-dunning")]
    Task<PayerReply> DelayDunningAsync(DunningDelay order);

    /// <summary>Puts money of a payment on chosen invoices: first what of it settles nothing, then what it settled elsewhere, the newest first.</summary>
    /// <remarks>No money moves and the ledger stays as it is. What is left of it, and invoices that are open again, go by the ordinary rule.</remarks>
    [Alias("allocate")]
    Task<PayerReply> AllocateAsync(AllocationOrder order);

    /// <summary>Takes that back, as far as it is still there; the money goes by the ordinary rule again, the oldest invoice first.</summary>
    [Alias("take-back-allocation")]
    Task<PayerReply> TakeBackAllocationAsync(AllocationUndo order);
}

/// <summary>Does for all payers what is due. Key: a shard, from zero to <see cref="Shards"/>.</summary>
[Alias("billing.payer-sweep")]
public interface IPayerSweepGrain : IGrainWithIntegerKey
{
    /// <summary>Payers are spread by their number, so that many work at once and each in one place.</summary>
    const int Shards = 8;

    /// <returns>How many payers had something due.</returns>
    [Alias("sweep"), AlwaysInterleave]
    Task<int> SweepAsync();
}
