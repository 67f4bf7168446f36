using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using NodaTime;

namespace Billing.Grains.Payers;

/// <summary>Keeps bill runs, so that each goes on where it was.</summary>
public interface IBillRunStore
{
    Task<StoredBillRun?> FindAsync(string name);

    /// <summary>Begins a run, unless there is one of the name.</summary>
    Task BeginAsync(string name, BillRunOrder order, Instant now);

    /// <summary>Counts how many of a run's payers are done, before it goes on.</summary>
    Task RecountAsync(string name);

    /// <summary>The next payers of a run, by number.</summary>
    Task<IReadOnlyList<long>> PageAsync(string name, long after, int most);

    /// <summary>Notes how far it has come, and what failed.</summary>
    /// <param name="billed">Of a dry run, what it has found; the others count what they have issued.</param>
    Task NoteAsync(string name, long cursor, int looked, Billed billed, IReadOnlyCollection<BillRunFailure> failures, Instant now);

    Task EndAsync(string name, Instant now);

    /// <summary>One that failed is done.</summary>
    /// <param name="billed">Of a dry run, what it has found.</param>
    Task MendAsync(string name, long balanceId, Billed billed);

    /// <summary>Holds a draft of a computed run back, with its line in the audit log.</summary>
    Task<ChangeReply> HoldAsync(string name, BillRunHoldOrder order, Instant now);

    /// <summary>Whether a payer's draft is held, or is one of a run.</summary>
    Task<bool> IsOfAsync(string name, long balanceId);

    /// <summary>Holds it no more, with its line in the audit log.</summary>
    /// <param name="issued">How many invoices were issued of it, alone.</param>
    Task ReleaseAsync(BillRunReleaseOrder order, int issued, Instant now);

    /// <summary>Those of some payers whose open period is held back.</summary>
    Task<IReadOnlySet<long>> HeldAsync(IReadOnlyList<long> payers);

    /// <summary>Runs that have not ended.</summary>
    Task<IReadOnlyList<string>> UnfinishedAsync();
}

/// <param name="Cursor">The last payer that was looked at.</param>
public sealed record StoredBillRun(BillRunView View, long Cursor);
