using System.Diagnostics;

namespace Billing.Host.Chaos;

/// <summary>A volume in memory, small enough to be filled.</summary>
internal sealed class SmallVolume : IDisposable
{
    private const long Bytes = 1L << 30;
    private const int Chunk = 1 << 20;

    private readonly string _folder;

    private SmallVolume(string folder) => _folder = folder;

    private string Ballast => Path.Combine(_folder, "ballast");

    /// <summary>Mounts it on a folder.</summary>
    /// <returns>Null where this user may not.</returns>
    public static SmallVolume? TryMount(string folder)
    {
        Directory.CreateDirectory(folder);

        return Do("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={Bytes}"), "billing-chaos", folder) ? new(folder) : null;
    }

    /// <summary>Takes every block that is left.</summary>
    public void Fill()
    {
        var chunk = new byte[Chunk];

        using var ballast = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);

        for (var size = Chunk; size >= 512; size /= 2)
        {
            try
            {
                while (true)
                {
                    ballast.Write(chunk, 0, size);
                }
            }
            catch (IOException)
            {
                // Not so much any more; perhaps less.
            }
        }
    }

    public void Empty() => File.Delete(Ballast);

    public void Dispose() => Do("umount", "--lazy", _folder);

    private static bool Do(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();

            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such command
        }
    }
}
