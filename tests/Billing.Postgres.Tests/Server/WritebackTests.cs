using System.Runtime.InteropServices;
using Billing.Postgres.Server;
using Microsoft.Win32.SafeHandles;

namespace Billing.Postgres.Tests.Server;

public sealed class WritebackTests : IDisposable
{
    private const int CacheStat = 451; // since Linux 6.5
    private const int PageLength = 4096;

    private readonly string _folder = Directory.CreateTempSubdirectory("writeback").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_grows_is_written_long_before_the_system_would()
    {
        var database = Directory.CreateDirectory(Path.Combine(_folder, "base", "5")).FullName;
        using var table = File.OpenHandle(Path.Combine(database, "16384"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.Write(table, new byte[PageLength], 0);
        Assert.SkipWhen(DirtyPages(table) <= 0, "this system does not tell which pages it has not written");
        using var writeback = Writeback.Of(_folder);
        var length = 0L;

        // It is looked at every five seconds; left to itself the system begins after thirty.
        for (var tries = 0; tries < 60; tries++)
        {
            if (tries % 4 == 0) // a disk that is busy with others has time to write what was given it
            {
                RandomAccess.Write(table, new byte[16 * PageLength], length);
                length += 16 * PageLength;
            }

            await Task.Delay(400, TestContext.Current.CancellationToken);

            if (length > 16 * PageLength && DirtyPages(table) == 0)
            {
                return;
            }
        }

        Assert.Fail($"of {length / PageLength} pages {DirtyPages(table)} are not written");
    }

    [Fact]
    public void A_folder_that_is_gone_hurts_nobody()
    {
        using var writeback = Writeback.Of(Path.Combine(_folder, "none"));
        Thread.Sleep(600); // it has looked: an exception on its thread would end this process
    }

    private static long DirtyPages(SafeFileHandle file)
    {
        var range = new long[2]; // all of it
        var counts = new long[5]; // cached, dirty, being written, evicted, recently evicted

        return SystemCall(CacheStat, file.DangerousGetHandle(), range, counts, 0) == 0 ? counts[1] + counts[2] : -1;
    }

    [DllImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SystemCall(nint number, nint file, long[] range, long[] counts, nint flags);
}
