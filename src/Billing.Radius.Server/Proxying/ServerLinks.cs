using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Radius.Server.Proxying;

/// <summary>Connections to the servers of all realms that are reached by TLS; one each, whichever realms they serve.</summary>
internal sealed class ServerLinks(TimeProvider clock, IOptions<RadiusOptions> options, ILogger<ServerLinks> logger) : IDisposable
{
    private const int MostTries = 2;

    private ImmutableDictionary<ServerName, ServerLink> _links = ImmutableDictionary<ServerName, ServerLink>.Empty;

    // As long as a silent server is asked by UDP.
    private TimeSpan Patience => options.Value.Control.FirstTimeout * ((1 << options.Value.Control.Tries) - 1);

    /// <summary>Connects to those that are new, and ends what is not wanted any more.</summary>
    public void Follow(IEnumerable<ServerName> servers)
    {
        var (known, wanted) = (_links, servers.ToHashSet());
        Volatile.Write(ref _links, wanted.ToImmutableDictionary(
            server => server, server => known.GetValueOrDefault(server) ?? new(server, options.Value.RadSec, clock, logger)));

        foreach (var (_, link) in known.Where(pair => !wanted.Contains(pair.Key)))
        {
            link.Dispose();
        }
    }

    /// <summary>Asks the first of the servers that is connected; once more where the connection ends before the answer.</summary>
    /// <param name="build">Makes the request under an identifier.</param>
    /// <returns>The answer, checked; null: none came.</returns>
    public async Task<byte[]?> AskAsync(IReadOnlyList<ServerName> servers, Func<byte, byte[]> build)
    {
        using var patience = new CancellationTokenSource(Patience, clock);

        try
        {
            for (var tries = 0; tries < MostTries; tries++)
            {
                var connection = await ReadyAsync(servers, patience.Token);

                try
                {
                    return await connection.AskAsync(build, patience.Token);
                }
                catch (OperationCanceledException) when (!patience.IsCancellationRequested)
                {
                    // it ended: RFC 6613 2.6.1 allows another one
                }
            }
        }
        catch (OperationCanceledException)
        {
            // nobody answered in time
        }

        return null;
    }

    public void Dispose() => Follow([]);

    // A server that is away is not waited for as long as for an answer: many who wait would take the place of those that can be served.
    private async Task<ServerConnection> ReadyAsync(IReadOnlyList<ServerName> servers, CancellationToken patience)
    {
        var links = servers.Select(server => Volatile.Read(ref _links).GetValueOrDefault(server)).OfType<ServerLink>().Select(link => link.Ready).ToArray();

        if (Array.Find(links, link => link.IsCompletedSuccessfully) is { } ready)
        {
            return await ready;
        }

        if (links.Length == 0)
        {
            throw new OperationCanceledException("the realm was taken away meanwhile");
        }

        using var brief = CancellationTokenSource.CreateLinkedTokenSource(patience);
        brief.CancelAfter(options.Value.Control.FirstTimeout);

        return await await Task.WhenAny(links).WaitAsync(brief.Token);
    }
}
