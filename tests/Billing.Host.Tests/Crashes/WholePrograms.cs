namespace Billing.Host.Tests.Crashes;

/// <summary>One at a time, and after all others: programs under as much load as the machine can take, and most measure time.</summary>
[CollectionDefinition(nameof(WholePrograms), DisableParallelization = true)]
public sealed class WholePrograms;
