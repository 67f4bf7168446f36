using System.Diagnostics;

namespace Billing.Architecture.Tests.Infra;

/// <summary>A program of this machine that judges a file.</summary>
internal static class Tool
{
    public static bool IsHere(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <returns>Its exit code, and what it said on both ways.</returns>
    public static async Task<(int ExitCode, string Said)> AskAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        return (process.ExitCode, string.Concat(said).Trim());
    }
}
