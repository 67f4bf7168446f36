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

    /// <summary>Runs that have not ended.</summary>
    Task<IReadOnlyList<string>> UnfinishedAsync();
}

/// <param name="Cursor">The last payer that was looked at.</param>
public sealed record StoredBillRun(BillRunView View, long Cursor);
