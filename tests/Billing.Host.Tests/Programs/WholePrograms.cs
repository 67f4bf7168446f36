namespace Billing.Host.Tests.Programs;

/// <summary>One at a time, and after all others: each has a server and a PostgreSQL of its own, and most measure time.</summary>
[CollectionDefinition(nameof(WholePrograms), DisableParallelization = true)]
public sealed class WholePrograms;
