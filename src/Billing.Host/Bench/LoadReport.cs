using System.Globalization;

namespace Billing.Host.Bench;

/// <summary>A run's figures, for people and for machines.</summary>
internal static class LoadReport
{
    public static void Print(string what, RadiusLoadResult result)
    {
        var latency = Merged(result);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {what}
              requests/s       {result.Throughput,12:N0}   ({result.Measured:N0} in {result.MeasuredTime.TotalSeconds:N1} s)
              p50, p99, p99.9  {Ms(latency, 0.50),12:N1}   {Ms(latency, 0.99):N1}   {Ms(latency, 0.999):N1} ms
              sessions         {result.SessionsEnded,12:N0}   ended of {result.SessionsBegun:N0} begun
              rejects          {result.Rejects,12:N0}
              retransmissions  {result.Retransmissions,12:N0}
              failed over      {result.Failovers,12:N0}
              given up         {result.Losses,12:N0}
              wrong answers    {result.WrongAuthenticators + result.Malformed,12:N0}
              generator        {result.ProcessorTime.TotalMicroseconds / Math.Max(1, result.Accepts + result.AccountingResponses),12:N1}   µs of processor time a request
            """));
    }

    public static object Json(RadiusLoadResult result)
    {
        var latency = Merged(result);

        return new
        {
            requestsPerSecond = Math.Round(result.Throughput),
            p50Milliseconds = Ms(latency, 0.50),
            p99Milliseconds = Ms(latency, 0.99),
            p999Milliseconds = Ms(latency, 0.999),
            result.SessionsBegun,
            result.SessionsEnded,
            result.Accepts,
            result.Rejects,
            result.AccountingResponses,
            result.Retransmissions,
            result.Failovers,
            result.Losses,
            wrongAnswers = result.WrongAuthenticators + result.Malformed,
        };
    }

    private static LatencyHistogram Merged(RadiusLoadResult result)
    {
        var merged = new LatencyHistogram();
        merged.Add(result.AccessLatency);
        merged.Add(result.AccountingLatency);

        return merged;
    }

    private static double Ms(LatencyHistogram latency, double quantile) => Math.Round(latency.Quantile(quantile).TotalMilliseconds, 2);
}
