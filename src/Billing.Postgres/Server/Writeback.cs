using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Billing.Postgres.Server;

/// <summary>Has the system write the pages that a server gave it soon, a few at a time.</summary>
/// <remarks>
/// Linux gathers them for half a minute and then writes all of them: under load 60 to 130 MB, and commits wait behind them for 40 to 90 ms.
/// PostgreSQL asks for this itself where it writes a page from its own memory, but not where a table grows. It is a hint and changes nothing
/// that is durable, so what cannot be opened is left to the system.
/// </remarks>
internal sealed partial class Writeback : IDisposable
{
    private const uint Begin = 2; // SYNC_FILE_RANGE_WRITE: begins, and waits for nothing
    private const int LooksEvery = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly string _folder;
    private readonly ManualResetEvent _ending = new(false);
    private Dictionary<string, DateTime> _seen = [];
    private string[] _changing = [];

    private Writeback(string folder) => _folder = folder;

    /// <summary>Begins with the tables of a data folder, until it is disposed of.</summary>
    /// <returns>Null: not on this system.</returns>
    public static Writeback? Of(string dataFolder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var writeback = new Writeback(Path.Combine(dataFolder, "base"));

        // A thread of its own: where the disk's queue is full, it waits.
        new Thread(writeback.Run) { IsBackground = true, Name = "writeback" }.Start();

        return writeback;
    }

    public void Dispose() => _ending.Set();

    private void Run()
    {
        for (var pass = 0; !_ending.WaitOne(Pause); pass++)
        {
            if (pass % LooksEvery == 0)
            {
                _changing = Look();
            }

            Array.ForEach(_changing, Write);
        }
    }

    // Those that were written to since the last look.
    private string[] Look()
    {
        var changing = new List<string>();
        var seen = new Dictionary<string, DateTime>(_seen.Count);

        try
        {
            foreach (var file in new DirectoryInfo(_folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }))
            {
                var at = file.LastWriteTimeUtc;

                if (_seen.TryGetValue(file.FullName, out var before) && before != at)
                {
                    changing.Add(file.FullName);
                }

                seen[file.FullName] = at;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // what is there is seen at the next look
        }

        _seen = seen;

        return [.. changing];
    }

    private static void Write(string file)
    {
        try
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _ = SyncFileRange(handle, 0, 0, Begin);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // dropped meanwhile, or not ours to open
        }
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);
}
