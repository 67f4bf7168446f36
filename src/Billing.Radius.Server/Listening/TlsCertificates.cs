using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Billing.Radius.Server.Listening;

/// <summary>Our certificate, and whose clients' certificates we believe.</summary>
internal sealed class TlsCertificates
{
    private TlsCertificates(X509Certificate2 own, X509Certificate2Collection authorities) => Options = new()
    {
        ServerCertificate = own,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateChainPolicy = Policy(authorities),
    };

    public SslServerAuthenticationOptions Options { get; }

    /// <exception cref="ListenException">A file is missing or not what it should be; the message names the option.</exception>
    public static TlsCertificates Load(RadSecOptions settings)
    {
        try
        {
            var own = X509CertificateLoader.LoadPkcs12FromFile(settings.Certificate, settings.CertificatePassword);
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(settings.ClientAuthority);

            return authorities.Count > 0
                ? new(own, authorities)
                : throw new CryptographicException($"there is no certificate in \"{settings.ClientAuthority}\"");
        }
        catch (Exception failure) when (failure is IOException or CryptographicException or ArgumentException or UnauthorizedAccessException)
        {
            throw new ListenException(
                $"Billing:Radius:RadSec: {failure.Message}: expected a PFX file as Certificate, and as ClientAuthority a PEM file of who signs the gateways' certificates");
        }
    }

    // Only of those authorities, whatever else this machine trusts. Whether one was taken back is not asked: an operator's own
    // authority mostly has nowhere to ask.
    private static X509ChainPolicy Policy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);

        return policy;
    }
}
