namespace Billing.Host.Chaos;

/// <summary>What befalls the cluster.</summary>
internal enum ChaosKind
{
    /// <summary>SIGKILL to one silo.</summary>
    KillSilo,

    /// <summary>SIGKILL to two silos at once.</summary>
    KillTwoSilos,

    /// <summary>SIGTERM to one silo, as for an update.</summary>
    DrainSilo,

    /// <summary>SIGSTOP to one silo, and SIGCONT later: shorter or longer than the others have patience.</summary>
    FreezeSilo,

    /// <summary>
    /// The last silo hears nothing of the others and of PostgreSQL, and they nothing of it; gateways reach it all the time. For shorter
    /// or longer than the others have patience.
    /// </summary>
    CutSilo,

    /// <summary>SIGKILL to all of PostgreSQL.</summary>
    KillDatabase,

    /// <summary>An orderly restart of PostgreSQL.</summary>
    RestartDatabase,

    /// <summary>The volume of PostgreSQL's data and journal has no block left.</summary>
    FillDisk,

    /// <summary>The clock of one silo is wrong by up to 100 s, either way, and then right again.</summary>
    /// <remarks>Not by more: a silo that is ahead by three times the interval of reports takes every session for lost.</remarks>
    JumpClock,

    /// <summary>SIGKILL to one silo and to PostgreSQL; the silo is started first, and waits for a while with nothing but its spool.</summary>
    StartWithoutDatabase,
}

/// <summary>One of them.</summary>
/// <param name="At">Since the run began; later if what came before has not been mended by then.</param>
/// <param name="Lasting">Until it is mended.</param>
/// <param name="Jump">Of a clock, in seconds.</param>
internal sealed record ChaosEvent(TimeSpan At, ChaosKind Kind, int Silo, TimeSpan Lasting, int Jump = 0);
