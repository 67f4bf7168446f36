namespace Billing.Host.Bench;

/// <summary>What the server charged for a session: one xDR.</summary>
public readonly record struct ChargedSession(string AcctSessionId, ulong TotalOctets, decimal Amount);

/// <param name="What">In what it is not what its gateway had acknowledged.</param>
public readonly record struct SessionDifference(string AcctSessionId, string What)
{
    public override string ToString() => $"{AcctSessionId}: {What}";
}

/// <summary>Compares what gateways have had acknowledged with what the server charged.</summary>
/// <param name="charged">Reads the server's xDRs; those of other runs are ignored.</param>
/// <param name="price">The amount that a session of so many octets must cost.</param>
public sealed class SessionComparison(
    Func<CancellationToken, IAsyncEnumerable<ChargedSession>> charged, Func<ulong, decimal> price)
{
    /// <returns>None when all is right.</returns>
    public async Task<IReadOnlyList<SessionDifference>> CompareAsync(RadiusLoadResult result, CancellationToken cancellation)
    {
        var sessions = result.Sessions.ToDictionary(session => session.AcctSessionId, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var differences = new List<SessionDifference>();

        await foreach (var record in charged(cancellation).WithCancellation(cancellation))
        {
            if (!sessions.TryGetValue(record.AcctSessionId, out var session))
            {
                continue;
            }

            if (!seen.Add(record.AcctSessionId))
            {
                differences.Add(new(record.AcctSessionId, "charged more than once"));
            }

            if (session.End == SessionEnd.Acknowledged && record.TotalOctets != session.TotalOctets)
            {
                differences.Add(new(record.AcctSessionId, FormattableString.Invariant(
                    $"{record.TotalOctets} octets charged of {session.TotalOctets}")));
            }
            else if (record.TotalOctets > session.TotalOctets || record.TotalOctets < session.AcknowledgedOctets)
            {
                differences.Add(new(record.AcctSessionId, FormattableString.Invariant(
                    $"{record.TotalOctets} octets charged, not what was sent")));
            }

            if (record.Amount != price(record.TotalOctets))
            {
                differences.Add(new(record.AcctSessionId, FormattableString.Invariant(
                    $"{record.Amount} charged instead of {price(record.TotalOctets)}")));
            }
        }

        differences.AddRange(result.Sessions
            .Where(session => session.End == SessionEnd.Acknowledged && !seen.Contains(session.AcctSessionId))
            .Select(session => new SessionDifference(session.AcctSessionId, "acknowledged and not charged")));

        return differences;
    }
}
