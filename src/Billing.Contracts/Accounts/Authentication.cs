
namespace Billing.Contracts.Accounts;

/// <summary>Credentials for an alias: the password in clear (PAP), or a CHAP response with its challenge.</summary>
/// <remarks>Exactly one of <paramref name="Password"/> and <paramref name="Chap"/> is given. Never logged.</remarks>
[GenerateSerializer, Immutable, Alias("billing.authentication-request")]
public sealed record AuthenticationRequest(
    [property: Id(0)] string Alias,
    [property: Id(1)] byte[]? Password,
    [property: Id(2)] ChapResponse? Chap)
{
    public override string ToString() => $"credentials for {Alias}";
}

/// <summary>RFC 1994 4.1.</summary>
[GenerateSerializer, Immutable, Alias("billing.chap-response")]
public sealed record ChapResponse(
    [property: Id(0)] byte Identifier,
    [property: Id(1)] byte[] Challenge,
    [property: Id(2)] byte[] Response);

/// <summary>What came of it; the account's terms when it was accepted.</summary>
[GenerateSerializer, Immutable, Alias("billing.authentication-reply")]
public sealed record AuthenticationReply(
    [property: Id(0)] AuthenticationOutcome Outcome,
    [property: Id(1)] AccountTerms? Account);

/// <summary>Numbers are on the wire: they never change their meaning.</summary>
[GenerateSerializer]
public enum AuthenticationOutcome
{
    Accepted = 1,

    /// <summary>The password or response is not the account's.</summary>
    WrongCredentials = 2,

    /// <summary>The account is suspended or closed.</summary>
    Blocked = 3,

    /// <summary>The alias is not (any more) one of this account: look it up again.</summary>
    NotMine = 4,
}
