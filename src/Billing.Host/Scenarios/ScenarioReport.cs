using Billing.Postgres.Records;

namespace Billing.Host.Scenarios;

/// <summary>What a scenario came to, as it is printed.</summary>
/// <param name="Problems">How many steps were refused.</param>
/// <param name="Steps">What each told.</param>
/// <param name="Customers">By their names: charges, invoices, states, ledger.</param>
/// <param name="Audit">What does not fit; empty: the books are right.</param>
internal sealed record ScenarioReport(
    string? Id, string EndedAt, int Problems, List<object> Steps, Dictionary<string, object> Customers, IReadOnlyList<AuditDifference> Audit)
{
    /// <summary>Why nobody should go on with its figures; null: nothing speaks against that.</summary>
    public string? Fault() => Audit.Count > 0 ? $"the audit of {Id ?? "the scenario"} finds what does not fit"
        : Problems > 0 ? $"refused in {Id ?? "the scenario"}: {Output.Show.Count(Problems, "step")}"
        : null;
}
