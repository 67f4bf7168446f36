namespace Billing.Contracts.Sessions;

/// <summary>
/// A login that was let in to its gateway's captive portal only, for lack of funds. Key: its id, which is also the session's that begins
/// when it is let out.
/// </summary>
/// <remarks>
/// What is used at the portal is not charged. Out of it is let by the same order, with the same retries and records, as a session that
/// was sent there while it ran; the session that begins then is charged for what its gateway counts beyond what it had reported before.
/// </remarks>
[Alias("billing.portal-login")]
public interface IPortalGrain : IGrainWithGuidKey
{
    /// <summary>Writes it down; answers when it is durable.</summary>
    [Alias("begin")]
    Task BeginAsync(PortalLogin login);

    /// <summary>Hears its gateway; answers when that is durable.</summary>
    [Alias("hear")]
    ValueTask<PortalReply> HearAsync(UsageReport report);

    /// <summary>Has it let out if its account would be let in now.</summary>
    /// <param name="balanceVersion">That of the balance when it was asked for.</param>
    [Alias("look")]
    Task LookAsync(long balanceVersion);

    /// <summary>Its gateway has let it out: the session begins, and is ended or sent back if there is nothing to spend after all.</summary>
    [Alias("lifted")]
    Task LiftedAsync();
}

/// <param name="UserName">One of the account's.</param>
/// <param name="Service">As in <see cref="Accounts.AccessRequest"/>.</param>
/// <param name="ComesBack">Whether the gateway can come back for more of the service.</param>
/// <param name="Seconds">How long the gateway lets it stay there, in seconds.</param>
/// <param name="NasAddress">As in <see cref="Accounts.AccessRequest"/>.</param>
/// <param name="NasIdentifier">The same.</param>
[GenerateSerializer, Immutable, Alias("billing.portal-login-begun")]
public sealed record PortalLogin(
    [property: Id(0)] string UserName,
    [property: Id(1)] int NodeId,
    [property: Id(2)] string? Service,
    [property: Id(3)] string? CallingParty,
    [property: Id(4)] bool ComesBack,
    [property: Id(5)] int Seconds,
    [property: Id(6)] string? NasAddress = null,
    [property: Id(7)] string? NasIdentifier = null);

/// <param name="BalanceId">Whose session it is now; null: it is at the portal, and the report is done with.</param>
/// <param name="Used">What the gateway's counters had before the session began: cumulative.</param>
/// <param name="AcctSessionId">Whose counters those are. Where a gateway begins another one when it lets out, that counts from zero.</param>
[GenerateSerializer, Immutable, Alias("billing.portal-reply")]
public sealed record PortalReply(
    [property: Id(0)] long? BalanceId = null, [property: Id(1)] PortalUsage Used = default, [property: Id(2)] string? AcctSessionId = null);

/// <param name="InputOctets">From the user.</param>
[GenerateSerializer, Immutable, Alias("billing.portal-usage")]
public readonly record struct PortalUsage(
    [property: Id(0)] long DurationSeconds, [property: Id(1)] long InputOctets, [property: Id(2)] long OutputOctets)
{
    public long Octets => InputOctets + OutputOctets;
}
