namespace Billing.Radius.Server.Control;

/// <summary>Whether another realm's server signs its answers to logins by Message-Authenticator: from the first that it signs on it must.</summary>
/// <remarks>
/// CVE-2024-3596: who can change packets on the way makes another answer of one that is not signed. Our requests carry theirs first, so
/// a server that knows of this signs. Not stored: a process learns it with the first login that it passes on.
/// </remarks>
internal sealed class SigningHabit
{
    private volatile bool _signs;

    /// <param name="answer">Verified: what it carries is right.</param>
    public bool Allows(in RadiusPacket answer)
    {
        if (answer.TryGet(Attributes.MessageAuthenticator, out _))
        {
            _signs = true;

            return true;
        }

        return !_signs && !answer.TryGet(Attributes.EapMessage, out _); // RFC 3579 3.2
    }
}
