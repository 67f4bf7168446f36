using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.X509;

namespace Billing.Radius.Server.Listening;

/// <summary>The certificates that their authorities took back (RFC 5280 5), by a file that is read again when it changed.</summary>
/// <remarks>
/// A list past its next update still counts: what it took back is no better for that, and all others would be locked out. A file that
/// cannot be read any more lets nobody in, and says so.
/// </remarks>
internal sealed class RevocationLists(string file)
{
    private static readonly X509CertificateParser Certificates = new();

    private readonly Lock _reading = new();
    private DateTime _changedAt;
    private X509Crl[] _lists = [];

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="CryptographicException">There is no revocation list in it.</exception>
    public X509Crl[] Read()
    {
        lock (_reading)
        {
            var changedAt = File.GetLastWriteTimeUtc(file);

            if (changedAt != _changedAt)
            {
                _lists = Parsed(File.ReadAllBytes(file));
                _changedAt = changedAt;
            }

            return _lists;
        }
    }

    /// <summary>Takes what the platform found right, unless it was taken back.</summary>
    /// <exception cref="AuthenticationException">It was; or that cannot be known; or the platform found it wrong: with the reason, which a mere no would not have.</exception>
    public bool IsValid(object sender, System.Security.Cryptography.X509Certificates.X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors is not SslPolicyErrors.None || chain is null)
        {
            var links = string.Join(", ", chain?.ChainStatus.Select(status => status.Status) ?? []);

            throw new AuthenticationException($"The remote certificate is invalid: {errors}; its chain: {(links.Length > 0 ? links : "right")}");
        }

        X509Crl[] lists;

        try
        {
            lists = Read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new AuthenticationException($"Billing:Radius:RadSec:RevocationLists cannot be read: {failure.Message}");
        }

        var certificates = chain.ChainElements.Select(element => Certificates.ReadCertificate(element.Certificate.RawData)).ToArray();

        foreach (var (one, issuer) in certificates.Zip(certificates.Skip(1)))
        {
            if (Array.Exists(lists, list => list.IssuerDN.Equivalent(one.IssuerDN) && list.IsSignatureValid(issuer.GetPublicKey()) && list.IsRevoked(one)))
            {
                throw new AuthenticationException($"the certificate {one.SubjectDN} with the serial number {one.SerialNumber.ToString(16)} was revoked");
            }
        }

        return true;
    }

    private X509Crl[] Parsed(byte[] octets)
    {
        try
        {
            return new X509CrlParser().ReadCrls(octets) is { Count: > 0 } lists ? [.. lists] : throw new CryptographicException($"there is no revocation list in \"{file}\"");
        }
        catch (Exception failure) when (failure is Org.BouncyCastle.Security.Certificates.CrlException or IOException or ArgumentException)
        {
            throw new CryptographicException($"\"{file}\" is no revocation list: {failure.Message}");
        }
    }
}
