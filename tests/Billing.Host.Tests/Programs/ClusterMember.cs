using System.Diagnostics;
using System.Globalization;
using System.Text;
using Billing.Testing;

namespace Billing.Host.Tests.Programs;

/// <summary>A process of a cluster whose database and membership are there: <c>silo</c>, <c>portal</c>, or a verb among them.</summary>
internal sealed class ClusterMember(IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly StringBuilder _errors = new();
    private Process? _process;

    public int AuthPort { get; } = FreePort.Udp();

    public int AcctPort { get; } = FreePort.Udp();

    public Uri Portal { get; } = new($"http://127.0.0.1:{FreePort.Tcp()}");

    /// <summary>Starts it and returns when it says <c>ready</c>.</summary>
    public async Task StartAsync(string verb)
    {
        _process = Launch(verb);
        _process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        _process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(Patience);

        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line == "ready")
            {
                return;
            }
        }

        throw new InvalidOperationException($"{verb} did not start:\n{_errors}");
    }

    public async Task<Said> DoAsync(params string[] arguments)
    {
        using var process = Launch(arguments);
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);

        return new(process.ExitCode, await output, await error);
    }

    /// <summary>Asks this silo with radclient, which repeats as a gateway does.</summary>
    public async Task<string> RadclientAsync(string kind, string attributes)
    {
        var port = kind == "auth" ? AuthPort : AcctPort;
        using var radclient = Process.Start(
            new ProcessStartInfo("radclient", ["-r", "20", "-t", "2", "-x", $"127.0.0.1:{port}", kind, "testing123"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        await radclient.StandardInput.WriteLineAsync(attributes);
        radclient.StandardInput.Close();
        var said = await radclient.StandardOutput.ReadToEndAsync();
        await radclient.WaitForExitAsync();

        return said;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private Process Launch(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Billing.Host.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Billing__Radius__AuthPort"] = AuthPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["Billing__Radius__AcctPort"] = AcctPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["Billing__Radius__Addresses__0"] = "127.0.0.1";
        start.Environment["Billing__Portal__Url"] = Portal.ToString();

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
