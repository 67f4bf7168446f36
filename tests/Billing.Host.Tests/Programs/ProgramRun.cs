using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Billing.Host.Bench;
using Billing.Host.Composition;
using Billing.Postgres.Server;
using Billing.Testing;

namespace Billing.Host.Tests.Programs;

/// <summary>The real program, in a data folder and on ports of its own: started, asked, stopped and killed as a person would.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private const int SigTerm = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly StringBuilder _errors = new();
    private readonly Dictionary<string, string> _environment;
    private Process? _process;

    /// <param name="settings">Of a process of a cluster whose database and membership are there; none: <c>run</c> makes its own.</param>
    public ProgramRun(IReadOnlyDictionary<string, string>? settings = null)
    {
        Folder = Path.Combine(Path.GetTempPath(), "billing-run-" + Guid.NewGuid().ToString("N")[..8]);
        (AuthPort, AcctPort) = (FreePort.Udp(), FreePort.Udp());
        Portal = new($"http://127.0.0.1:{FreePort.Tcp()}");
        _environment = new()
        {
            ["Billing__DataFolder"] = Folder,
            ["Billing__Postgres__ConnectionString"] = "",
            ["Billing__Demo"] = "true",
            ["Billing__Radius__AuthPort"] = AuthPort.ToString(CultureInfo.InvariantCulture),
            ["Billing__Radius__AcctPort"] = AcctPort.ToString(CultureInfo.InvariantCulture),
            ["Billing__Radius__Addresses__0"] = "127.0.0.1",
            ["Billing__Portal__Url"] = Portal.ToString(),
        };

        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            _environment[name] = value;
        }
    }

    /// <summary>Starts <c>run</c> on a database of its own, of a server that it shares with other tests.</summary>
    /// <param name="settings">Options that differ from the defaults, as the environment names them.</param>
    public static async Task<ProgramRun> StartOnAsync(PostgresFixture postgres, params (string Name, string Value)[] settings)
    {
        var program = new ProgramRun(new Dictionary<string, string> { ["Billing__Postgres__ConnectionString"] = await postgres.CreateDatabaseAsync() });
        Array.ForEach(settings, one => program.Set(one.Name, one.Value));
        Directory.CreateDirectory(program.Folder);

        try
        {
            await program.StartAsync();
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }

        return program;
    }

    public string Folder { get; }

    public int AuthPort { get; }

    public int AcctPort { get; }

    public Uri Portal { get; }

    /// <summary>What its process has been told by its environment, and any other that is to use the same cluster.</summary>
    public IReadOnlyDictionary<string, string> Environment => _environment;

    public int ProcessId => _process!.Id;

    /// <summary>Standard output up to <c>ready</c>.</summary>
    public string Greeting { get; private set; } = "";

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

    /// <summary>Of its database, while that runs.</summary>
    public async Task<string> ConnectionStringAsync() => _environment["Billing__Postgres__ConnectionString"] is { Length: > 0 } given
        ? given
        : await PrivateDatabase.FindAsync(Path.Combine(Folder, "postgres"), CancellationToken.None);

    public PrivateServer Postgres => new(new() { Folder = Path.Combine(Folder, "postgres") });

    /// <summary>The process of its PostgreSQL that starts all the others.</summary>
    public int PostmasterId => int.Parse(
        File.ReadLines(Path.Combine(Folder, "postgres", "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    public RadiusLoadOptions Load => new(IPAddress.Loopback, AuthPort, AcctPort, "testing123") { WarmUp = TimeSpan.Zero };

    /// <summary>Sets an option of the next start.</summary>
    public void Set(string name, int value) => _environment[name] = value.ToString(CultureInfo.InvariantCulture);

    public void Set(string name, string value) => _environment[name] = value;

    /// <summary>Starts <c>run</c>, <c>silo</c> or <c>portal</c> and returns when it says <c>ready</c>.</summary>
    public async Task StartAsync(string verb = "run")
    {
        _process = Launch(verb);
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(Patience);
        var said = new StringBuilder();

        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            said.AppendLine(line);

            if (line == "ready")
            {
                Greeting = said.ToString();

                return;
            }
        }

        throw new InvalidOperationException($"{verb} did not start:\n{said}\n{Errors}");
    }

    /// <summary>Sends a signal and waits for the end.</summary>
    /// <returns>The exit code, what was said since <c>ready</c>, and what was logged when the end was not a good one.</returns>
    public async Task<(int ExitCode, string Said, string Errors)> StopAsync(int signal = SigTerm)
    {
        var process = _process!;
        await SignalAsync(process, signal);
        using var patience = new CancellationTokenSource(Patience);
        var said = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        var exitCode = process.ExitCode;
        process.Dispose();
        _process = null;

        return (exitCode, said, exitCode == 0 ? Failures(Errors) : Errors);
    }

    // From the first failure on: what was said before it is not why.
    private static string Failures(string errors) =>
        errors.IndexOf("fail:", StringComparison.Ordinal) is >= 0 and var first ? errors[first..] : "";

    /// <summary>Starts it, and sends a signal so much later.</summary>
    public async Task<(int ExitCode, string Error)> StartAndStopAsync(int signal)
    {
        using var process = Launch("run");
        using var patience = new CancellationTokenSource(Patience);
        var error = process.StandardError.ReadToEndAsync(patience.Token);

        while (!File.Exists(Path.Combine(Folder, "postgres", "data", "postmaster.pid")))
        {
            await Task.Delay(5, patience.Token); // its PostgreSQL has not begun to start
        }

        await SignalAsync(process, signal);
        await process.WaitForExitAsync(patience.Token);

        return (process.ExitCode, await error);
    }

    /// <summary>SIGKILL to the program, and if asked to every process of its PostgreSQL.</summary>
    public async Task KillAsync(bool postgresToo = false)
    {
        _process!.Kill();

        if (postgresToo)
        {
            await Postgres.KillAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Runs another verb to its end, in a process of its own.</summary>
    public Task<Said> LaunchAsync(params string[] arguments) => FeedAsync("", arguments);

    /// <summary>A verb that reads standard input, in a process of its own.</summary>
    public async Task<Said> FeedAsync(string input, params string[] arguments)
    {
        using var process = Launch(arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);

        return new(process.ExitCode, await output, await error);
    }

    /// <summary>Asks with radclient, which repeats as a gateway does.</summary>
    /// <returns>What radclient said.</returns>
    public async Task<string> RadclientAsync(string kind, string attributes)
    {
        var port = kind == "auth" ? AuthPort : AcctPort;
        using var radclient = Process.Start(
            new ProcessStartInfo("radclient", ["-r", "20", "-t", "2", "-x", $"127.0.0.1:{port}", kind, "testing123"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        await radclient.StandardInput.WriteLineAsync(attributes);
        radclient.StandardInput.Close();
        var said = await radclient.StandardOutput.ReadToEndAsync();
        await radclient.WaitForExitAsync();

        return said;
    }

    /// <summary>What gateways were acknowledged against what was charged, and the audit: a line for each difference.</summary>
    public async Task<IReadOnlyList<string>> CompareAsync(RadiusLoadResult result, DateTimeOffset startedAt) =>
        await LoadRun.CompareAsync(await ConnectionStringAsync(), result, startedAt, CancellationToken.None);

    public async Task AuditIsCleanAsync()
    {
        var audit = await LaunchAsync("audit");
        Assert.Equal((0, ""), (audit.ExitCode, audit.Error));
        Assert.StartsWith("clean: ", audit.Output, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        if (Directory.Exists(Folder))
        {
            await Postgres.KillAsync();
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static async Task SignalAsync(Process process, int signal)
    {
        using var kill = Process.Start("kill", [FormattableString.Invariant($"-{signal}"), FormattableString.Invariant($"{process.Id}")]);
        await kill.WaitForExitAsync();
    }

    private Process Launch(params string[] arguments)
    {
        // As the launcher starts it: what runs in a script's background was told to ignore Ctrl-C.
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "Billing.Host.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

/// <summary>What a verb said and how it ended.</summary>
internal sealed record Said(int ExitCode, string Output, string Error);
