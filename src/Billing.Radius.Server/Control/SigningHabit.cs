namespace Billing.Radius.Server.Control;

/// <summary>Whether another realm's server signs its answers to logins by Message-Authenticator: from the first that it signs on it must.</summary>
/// <remarks>
/// CVE-2024-3596: who can change packets on the way makes another answer of one that is not signed. Our requests carry theirs first, so
/// a server that knows of this signs. What carries an EAP-Message is always signed (RFC 3579 3.2), and says nothing of a server's other
/// answers: one of before 2024 signs only that. Not stored: a process learns it with the first login that it passes on.
/// </remarks>
internal sealed class SigningHabit
{
    private volatile bool _signs;

    /// <param name="answer">Verified: what it carries is right.</param>
    public bool Allows(in RadiusPacket answer)
    {
        var isSigned = answer.TryGet(Attributes.MessageAuthenticator, out _);

        if (answer.TryGet(Attributes.EapMessage, out _))
        {
            return isSigned;
        }

        _signs |= isSigned;

        return isSigned || !_signs;
    }
}
