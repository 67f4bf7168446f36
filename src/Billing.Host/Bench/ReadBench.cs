using System.Diagnostics;

namespace Billing.Host.Bench;

/// <summary>Asks for each of the portal's lists and searches again and again, one after the other.</summary>
internal sealed class ReadBench(IServiceProvider services)
{
    public async Task<IReadOnlyList<ReadResult>> RunAsync(int times, Action<string, long, long> progress, CancellationToken cancellation)
    {
        var cases = await ReadCases.OfAsync(services, cancellation);
        var results = new List<ReadResult>();

        for (var i = 0; i < cases.Count; i++)
        {
            progress("lists and searches", i, cases.Count);
            results.Add(await MeasureAsync(cases[i], times, cancellation));
        }

        return results;
    }

    // The first time is not counted: it compiles our own code.
    private static async Task<ReadResult> MeasureAsync(ReadCase one, int times, CancellationToken cancellation)
    {
        var rows = await one.AskAsync(cancellation);
        var took = new List<TimeSpan>(times);

        for (var i = 0; i < times; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            await one.AskAsync(cancellation);
            took.Add(Stopwatch.GetElapsedTime(begin));
        }

        took.Sort();

        return new(one.What, rows, took[took.Count / 2], took[^1]);
    }
}

/// <param name="AskAsync">Answers with the number of rows.</param>
internal sealed record ReadCase(string What, Func<CancellationToken, Task<int>> AskAsync);

internal sealed record ReadResult(string What, int Rows, TimeSpan Median, TimeSpan Longest);
