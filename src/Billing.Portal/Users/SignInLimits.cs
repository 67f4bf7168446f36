using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Billing.Portal.Users;

/// <summary>How much signing in this process does for people whom it does not know yet.</summary>
/// <remarks>
/// Locking a user after failed attempts does nothing against who tries many users, or none that there are: each try costs the hash of
/// a password, in the process that answers RADIUS. So a source tries so often a minute, and few passwords are hashed at the same time.
/// </remarks>
public sealed class SignInLimits : IDisposable
{
    /// <summary>Passwords that are hashed at once.</summary>
    internal const int AtOnce = 2;

    /// <summary>Those that wait for their turn, some two seconds at most; more are told to come again.</summary>
    internal const int Waiting = 20;

    private readonly PartitionedRateLimiter<IPAddress> _limits;

    /// <param name="perMinute">Tries of one source: an IPv4 address, or a /64 of IPv6, which is one line.</param>
    public SignInLimits(int perMinute) => _limits = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<IPAddress, IPAddress>(source => RateLimitPartition.GetSlidingWindowLimiter(
            Line(source),
            _ => new() { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 })),
        PartitionedRateLimiter.Create<IPAddress, int>(_ => RateLimitPartition.GetConcurrencyLimiter(
            0,
            _ => new() { PermitLimit = AtOnce, QueueLimit = Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst })));

    /// <returns>Held while the try is judged; one that is not acquired says that it is not judged at all.</returns>
    public ValueTask<RateLimitLease> AcquireAsync(HttpContext http) =>
        _limits.AcquireAsync(http.Connection.RemoteIpAddress ?? IPAddress.None, 1, http.RequestAborted);

    public void Dispose() => _limits.Dispose();

    internal static IPAddress Line(IPAddress source)
    {
        if (source.IsIPv4MappedToIPv6)
        {
            return source.MapToIPv4();
        }

        if (source.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return source;
        }

        var bytes = source.GetAddressBytes();
        bytes.AsSpan(8).Clear();

        return new(bytes);
    }
}
