using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Billing.Radius.Server.Listening;

/// <summary>Our certificate, and whose certificates we believe.</summary>
internal static class TlsCertificates
{
    private const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>For gateways that connect to us.</summary>
    /// <exception cref="ListenException">A file is missing or not what it should be; the message names the option.</exception>
    public static SslServerAuthenticationOptions ForGateways(RadSecOptions settings)
    {
        var (own, authorities) = Load(settings, settings.ClientAuthority);

        return new()
        {
            ServerCertificate = own,
            ClientCertificateRequired = true,
            EnabledSslProtocols = Protocols,
            CertificateChainPolicy = Policy(authorities),
            RemoteCertificateValidationCallback = Revocation(settings),
        };
    }

    /// <summary>For a server of other realms that we connect to.</summary>
    /// <param name="name">A host's name or an IP address that its certificate must have.</param>
    /// <exception cref="ListenException">As above.</exception>
    public static SslClientAuthenticationOptions ForServer(RadSecOptions settings, string name)
    {
        var (own, authorities) = Load(settings, settings.ServerAuthority.Length > 0 ? settings.ServerAuthority : settings.ClientAuthority);

        return new()
        {
            TargetHost = name,
            ClientCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true),
            EnabledSslProtocols = Protocols,
            CertificateChainPolicy = Policy(authorities),
            RemoteCertificateValidationCallback = Revocation(settings),
        };
    }

    private static RemoteCertificateValidationCallback? Revocation(RadSecOptions settings)
    {
        if (settings.RevocationLists.Length == 0)
        {
            return null;
        }

        var lists = new RevocationLists(settings.RevocationLists);

        try
        {
            lists.Read();
        }
        catch (Exception failure) when (failure is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new ListenException($"Billing:Radius:RadSec:RevocationLists: {failure.Message}: expected a PEM or DER file of revocation lists, or nothing");
        }

        return lists.IsValid;
    }

    private static (X509Certificate2 Own, X509Certificate2Collection Authorities) Load(RadSecOptions settings, string authority)
    {
        try
        {
            var own = X509CertificateLoader.LoadPkcs12FromFile(settings.Certificate, settings.CertificatePassword);
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(authority);

            return authorities.Count > 0 ? (own, authorities) : throw new CryptographicException($"there is no certificate in \"{authority}\"");
        }
        catch (Exception failure) when (failure is IOException or CryptographicException or ArgumentException or UnauthorizedAccessException)
        {
            throw new ListenException(
                $"Billing:Radius:RadSec: {failure.Message}: expected a PFX file as Certificate, and as ClientAuthority a PEM file of who signs the others' certificates");
        }
    }

    // Only of those authorities, whatever else this machine trusts. Whether one was taken back is asked of a file: an operator's own
    // authority mostly has nowhere else to ask.
    private static X509ChainPolicy Policy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);

        return policy;
    }
}
