using System.Runtime.InteropServices;

namespace Billing.Host.Composition;

/// <summary>What a silo does that was struck off, or cannot go on: it ends at once, with one line and exit code 1.</summary>
/// <remarks>
/// Nothing is tidied up: others have its grains, and what was answered is durable. Whoever supervises the process starts it again.
/// The default would leave a crash report of the runtime, as for a bug.
/// </remarks>
internal sealed partial class SiloEnd : IFatalErrorHandler
{
    public bool IsUnexpected(Exception exception) => exception is not (OperationCanceledException or ObjectDisposedException);

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        Console.Error.WriteLine($"billing: this silo cannot go on and ends: {context} {exception?.Message}".TrimEnd());
        Console.Error.Flush();

        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            Exit(1);
        }

        Environment.FailFast(context, exception);
    }

    // Not Environment.Exit: it waits for an orderly stop, which waits for those who are not heard.
    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void Exit(int status);
}
