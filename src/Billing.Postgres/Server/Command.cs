using System.ComponentModel;
using System.Diagnostics;

namespace Billing.Postgres.Server;

/// <summary>A program run to its end, with what it said.</summary>
internal sealed record Command(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>What it said, its complaints first.</summary>
    public string Said => (Error.TrimEnd() + "\n" + Output.TrimEnd()).Trim();

    /// <exception cref="PrivateServerException">The program is not on this machine.</exception>
    public static async Task<Command> RunAsync(IReadOnlyList<string> line, CancellationToken cancel = default)
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            // Everybody may stand here, so a program started as another user does not complain.
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Neither the caller's connection settings nor its language may reach the server's programs.
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";

        // A server's process keeps the memory of one statement for the next: giving it back to the system after each batch
        // and faulting it in again was a twelfth of its processor time.
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "67108864";
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "33554432";
        start.Environment["MALLOC_TOP_PAD_"] = "4194304";

        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var error = process.StandardError.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);

            return new(process.ExitCode, await output, await error);
        }
        catch (Win32Exception e)
        {
            throw new PrivateServerException($"The program {line[0]} cannot be run: {e.Message}", e);
        }
    }

    private static bool IsForeign(string name) => name.StartsWith("PG", StringComparison.Ordinal) || name == "LANG";
}
