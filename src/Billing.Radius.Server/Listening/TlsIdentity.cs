using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Billing.Contracts.Nodes;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Billing.Radius.Server.Listening;

/// <summary>What we show to gateways that connect by certificate, and whom we believe, as their files are now.</summary>
/// <remarks>
/// A certificate that was renewed counts from the next connection on, as a changed list of what was taken back does; connections that are
/// there go on. Files that cannot be used change nothing: what was read before stays in force, and the fault is logged once.
/// </remarks>
internal sealed partial class TlsIdentity
{
    private static readonly Duration Warning = Duration.FromDays(14);
    private static readonly Duration Again = Duration.FromDays(1);

    private readonly RadSecOptions _settings;
    private readonly ILogger _logger;
    private readonly Lock _reading = new();
    private (DateTime Certificate, DateTime Authority) _stamp;
    private SslServerAuthenticationOptions _options;
    private Instant? _warnedAt;

    /// <exception cref="ListenException">A file is missing or not what it should be; the message names the option.</exception>
    public TlsIdentity(RadSecOptions settings, ILogger logger)
    {
        (_settings, _logger, _stamp) = (settings, logger, Stamp(settings));
        _options = TlsCertificates.ForGateways(settings);
    }

    /// <summary>When gateways will not believe us any more.</summary>
    public Instant ExpiresAt => Instant.FromDateTimeUtc(((X509Certificate2)_options.ServerCertificate!).NotAfter.ToUniversalTime());

    /// <summary>Whose signatures of gateways' certificates we believe, and until when.</summary>
    public ImmutableArray<AuthorityHealth> Authorities =>
    [
        .. _options.CertificateChainPolicy!.CustomTrustStore.Select(
            one => new AuthorityHealth(one.Subject, Instant.FromDateTimeUtc(one.NotAfter.ToUniversalTime()))),
    ];

    /// <summary>For a connection that comes now: the files are read again if one changed.</summary>
    public SslServerAuthenticationOptions Current()
    {
        lock (_reading)
        {
            var stamp = Stamp(_settings);

            if (stamp == _stamp)
            {
                return _options;
            }

            _stamp = stamp;

            try
            {
                _options = TlsCertificates.ForGateways(_settings);
                _warnedAt = null;
                LogRead(_logger, ExpiresAt);
            }
            catch (ListenException failure)
            {
                LogFault(_logger, failure.Message);
            }

            return _options;
        }
    }

    /// <summary>Says once a day that the certificate ends soon, from a fortnight before on.</summary>
    public void Watch(Instant now)
    {
        Current();

        if (ExpiresAt - now < Warning && (_warnedAt is not { } warned || now - warned >= Again))
        {
            _warnedAt = now;
            LogEnds(_logger, _settings.Certificate, ExpiresAt);
        }
    }

    // A file that is not there has the time of no file.
    private static (DateTime Certificate, DateTime Authority) Stamp(RadSecOptions settings) =>
        (File.GetLastWriteTimeUtc(settings.Certificate), File.GetLastWriteTimeUtc(settings.ClientAuthority));

    [LoggerMessage(Level = LogLevel.Information, Message = "RADIUS over TLS: the certificate was read again; it is valid until {ExpiresAt}")]
    private static partial void LogRead(ILogger logger, Instant expiresAt);

    [LoggerMessage(Level = LogLevel.Error, Message = "RADIUS over TLS: changed certificates are not used, those of before stay in force: {Reason}")]
    private static partial void LogFault(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "RADIUS over TLS: the certificate {File} ends at {ExpiresAt}: a newer one in its place is taken without a restart")]
    private static partial void LogEnds(ILogger logger, string file, Instant expiresAt);
}
