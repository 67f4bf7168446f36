using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Billing.Host.Composition;

namespace Billing.Host.Bench;

/// <summary>A process of this program or of another build of it: started, waited for, sent signals.</summary>
internal sealed partial class BillingProcess : IDisposable
{
    public const int SigTerm = 15;
    public const int SigStop = 19;
    public const int SigContinue = 18;

    private const int MostErrors = 200_000;

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private BillingProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>The assembly of this program.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Billing.Host.dll");

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>What it used of the processors until now, while it runs.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();

            return _process.TotalProcessorTime;
        }
    }

    /// <summary>What it said on standard error, the newest part if that is long.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <param name="program">The program's assembly.</param>
    /// <param name="before">A command that the program is an argument of, such as one that gives it a network of its own.</param>
    public static BillingProcess Start(
        string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment, params IEnumerable<string> before)
    {
        string[] words = [.. before, "dotnet", program, .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Waits until it says that it serves.</summary>
    /// <exception cref="UserException">It ended before.</exception>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellation) is { } said)
        {
            if (said == "ready")
            {
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None); // nobody reads on: it must not fill the pipe

                return;
            }
        }

        await _process.WaitForExitAsync(cancellation);

        throw new UserException($"a process of the cluster did not start: {LastError()}");
    }

    /// <summary>Waits for the end of a verb.</summary>
    /// <exception cref="UserException">It ended with another code than 0.</exception>
    public async Task EndAsync(CancellationToken cancellation)
    {
        await _process.StandardOutput.ReadToEndAsync(cancellation);
        await _process.WaitForExitAsync(cancellation);

        if (_process.ExitCode != 0)
        {
            throw new UserException(LastError());
        }
    }

    public Task ExitAsync(CancellationToken cancellation) => _process.WaitForExitAsync(cancellation);

    public void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, signal);
        }
    }

    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    // Of a failure that nobody expected the last line is the bottom of its stack.
    private string LastError()
    {
        var lines = Errors.TrimEnd().Split('\n');

        return Array.Find(lines, line => line.StartsWith("Unhandled exception", StringComparison.Ordinal)) ?? lines[^1];
    }

    private void Keep(string? line)
    {
        lock (_errors)
        {
            if (_errors.Length > MostErrors)
            {
                _errors.Remove(0, MostErrors / 2); // why it ended is said last
            }

            _errors.Append(line).Append('\n');
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
