using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Postgres.Security;

/// <summary>
/// <c>Billing:Security:KeyCertificate</c>: a PFX file whose certificate encrypts the keys that protect stored secrets. Without
/// it a copy of the database is enough to read them all.
/// </summary>
/// <remarks>Keys that were made before it was set stay as they are, and so do the secrets that they protect.</remarks>
public static class KeyCertificate
{
    private const string Setting = "Billing:Security:KeyCertificate";

    /// <summary>Has the keys encrypted, if a certificate is set; the same one for every process of the installation.</summary>
    /// <exception cref="InvalidDataException">The file is not a PFX with a private RSA key, or the password is wrong.</exception>
    public static IServiceCollection AddKeyCertificate(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[Setting] is { Length: > 0 } file)
        {
            services.AddDataProtection().ProtectKeysWithCertificate(Load(file, configuration[Setting + "Password"]));
        }

        return services;
    }

    /// <summary>That certificate's key, for secrets that are kept on a disk of ours; null: none is set.</summary>
    /// <exception cref="InvalidDataException">As above.</exception>
    public static RSA? Key(IConfiguration configuration) => configuration[Setting] is { Length: > 0 } file
        ? Load(file, configuration[Setting + "Password"]).GetRSAPrivateKey()
        : null;

    private static X509Certificate2 Load(string file, string? password)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(file, password);

            return certificate.GetRSAPrivateKey() is not null
                ? certificate
                : throw new InvalidDataException($"{Setting}: {file} has no private RSA key");
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(
                $"{Setting}: {file} cannot be read as a PFX file with the password of Billing__Security__KeyCertificatePassword: {failure.Message}",
                failure);
        }
    }
}
