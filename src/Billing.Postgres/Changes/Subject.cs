namespace Billing.Postgres.Changes;

/// <summary>How one kind of thing that people configure is locked, looked at for the audit log, and moved to its next version.</summary>
/// <param name="Kind">One of <c>EntityKinds</c>.</param>
/// <param name="LockSql">The version of the one that <c>$1</c> names, its row locked; no row when there is none.</param>
/// <param name="LookSql">What it is called, and what it is as JSON: no version, no secret.</param>
/// <param name="MoveSql">Moves the version, and returns it.</param>
internal sealed record Subject(string Kind, string LockSql, string LookSql, string MoveSql);
