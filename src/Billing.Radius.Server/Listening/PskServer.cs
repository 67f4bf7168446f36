using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace Billing.Radius.Server.Listening;

/// <summary>One client's handshake by the pre-shared key that we expect of it.</summary>
internal sealed class PskServer(byte[] identity, byte[] key) : AbstractTlsServer(new BcTlsCrypto()), TlsPskIdentityManager
{
    // Of TLS 1.2 those with an ephemeral key first: who learns the key later cannot read what was sent.
    private static readonly int[] Suites =
    [
        CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256, CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256,
        CipherSuite.TLS_DHE_PSK_WITH_AES_256_GCM_SHA384, CipherSuite.TLS_DHE_PSK_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_PSK_WITH_AES_256_GCM_SHA384, CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA256,
    ];

    public bool IsSecured { get; private set; }

    /// <summary>The client called itself something else.</summary>
    public bool IsUnknown { get; private set; }

    public override TlsCredentials? GetCredentials() => null; // no certificate

    public override TlsPskIdentityManager GetPskIdentityManager() => this;

    public byte[]? GetHint() => null;

    /// <summary>TLS 1.2.</summary>
    public byte[]? GetPsk(byte[] claimed)
    {
        IsUnknown = !identity.AsSpan().SequenceEqual(claimed);

        return IsUnknown ? null : (byte[])key.Clone(); // it is wiped after use
    }

    /// <summary>TLS 1.3.</summary>
    public override TlsPskExternal? GetExternalPsk(IList<PskIdentity> identities)
    {
        IsUnknown = !identities.Any(claimed => identity.AsSpan().SequenceEqual(claimed.Identity));

        return IsUnknown ? null : new BasicTlsPskExternal(identity, Crypto.CreateSecret(key));
    }

    public override void NotifyHandshakeComplete()
    {
        base.NotifyHandshakeComplete();
        IsSecured = true;
    }

    protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.TLSv13.DownTo(ProtocolVersion.TLSv12);

    protected override int[] GetSupportedCipherSuites() => TlsUtilities.GetSupportedCipherSuites(Crypto, Suites);
}
