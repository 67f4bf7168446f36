using System.Globalization;

namespace Billing.Host.Bench;

/// <summary>What a PostgreSQL server used of the processors: its first process, those that it started, and those of them that have ended.</summary>
internal static class DatabaseProcessorTime
{
    private const int TicksPerSecond = 100; // USER_HZ of Linux, on every machine that it runs on

    // In /proc/N/stat, counted after the name in brackets, which may itself have blanks.
    private const int Parent = 1;
    private const int User = 11;
    private const int System = 12;
    private const int UserOfEnded = 13;
    private const int SystemOfEnded = 14;

    /// <param name="folder">The private server's.</param>
    public static TimeSpan Of(string folder)
    {
        var first = File.ReadLines(Path.Combine(folder, "data", "postmaster.pid")).First();
        var ticks = 0L;

        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            if (Fields(process) is { } fields)
            {
                var isFirst = Path.GetFileName(process) == first;
                ticks += isFirst || fields[Parent] == first ? Number(fields[User]) + Number(fields[System]) : 0;
                ticks += isFirst ? Number(fields[UserOfEnded]) + Number(fields[SystemOfEnded]) : 0;
            }
        }

        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    private static string[]? Fields(string process)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(process, "stat"));

            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
