using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Billing.Postgres.Server;

/// <summary>What <c>postmaster.pid</c> says of the server of a data folder, and which processes really are.</summary>
internal sealed record ServerProcess(int Id, int Port, string Status)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    /// <summary>True once the server accepts connections.</summary>
    public bool IsReady => Status == "ready";

    /// <summary>The server that runs on a data folder, or null; the file of a dead one does not count.</summary>
    public static ServerProcess? Of(string dataFolder)
    {
        // Lines: process, data folder, start time, port, socket folder, address, shared memory, status.
        var lines = ReadLockFile(dataFolder);

        if (!int.TryParse(lines.ElementAtOrDefault(0), CultureInfo.InvariantCulture, out var id)
            || !Processes(dataFolder).Contains(id))
        {
            return null;
        }

        _ = int.TryParse(lines.ElementAtOrDefault(3), CultureInfo.InvariantCulture, out var port);

        return new(id, port, lines.ElementAtOrDefault(7)?.Trim() ?? "");
    }

    /// <summary>Whether the file is that of a dead server: one that was stopped takes it away. Cheap, to be asked every second.</summary>
    public static bool HasDied(string dataFolder) =>
        int.TryParse(ReadLockFile(dataFolder).ElementAtOrDefault(0), CultureInfo.InvariantCulture, out var id)
        && StandsIn(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}")) != dataFolder;

    /// <summary>Waits until the server of a folder is as wanted, or says false when it takes too long.</summary>
    public static async Task<bool> WaitAsync(
        string dataFolder,
        Predicate<ServerProcess?> wanted,
        TimeSpan limit,
        CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();

        while (!wanted(Of(dataFolder)))
        {
            if (Stopwatch.GetElapsedTime(began) > limit)
            {
                return false;
            }

            await Task.Delay(Glance, cancel);
        }

        return true;
    }

    /// <summary>Removes the lock files of a server that is dead, once its last backend is gone too.</summary>
    /// <remarks>
    /// PostgreSQL removes them by itself unless the process number has been given to another program of the same user,
    /// or nobody has reaped the dead process, as in a container without an init.
    /// </remarks>
    public static async Task ForgetDeadAsync(
        string dataFolder,
        string socketFolder,
        TimeSpan limit,
        CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();

        while (Processes(dataFolder).Count > 0)
        {
            if (Stopwatch.GetElapsedTime(began) > limit)
            {
                throw new PrivateServerException(
                    $"Processes of an earlier server are still at work in {dataFolder}: "
                    + string.Join(", ", Processes(dataFolder)));
            }

            await Task.Delay(Glance, cancel);
        }

        File.Delete(LockFile(dataFolder));

        foreach (var socket in Directory.GetFiles(socketFolder))
        {
            File.Delete(socket);
        }
    }

    /// <summary>Ends every process of a data folder at once, as a power cut would.</summary>
    public static async Task KillAsync(string dataFolder)
    {
        // The postmaster first: it would start others in the place of those that die.
        if (Of(dataFolder) is { } postmaster)
        {
            Kill(postmaster.Id);
        }

        while (Processes(dataFolder) is { Count: > 0 } left)
        {
            left.ForEach(Kill);
            await Task.Delay(Glance);
        }
    }

    private static string[] ReadLockFile(string dataFolder)
    {
        try
        {
            return File.ReadAllLines(LockFile(dataFolder));
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string LockFile(string dataFolder) => Path.Combine(dataFolder, "postmaster.pid");

    // PostgreSQL's processes all stand in their data folder. One that is dead but not yet reaped has no folder.
    private static List<int> Processes(string dataFolder)
    {
        var found = new List<int>();

        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var id)
                && StandsIn(process) == dataFolder)
            {
                found.Add(id);
            }
        }

        return found;
    }

    private static string? StandsIn(string process)
    {
        try
        {
            return File.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It ended by itself between being seen and being killed.
        }
    }
}
