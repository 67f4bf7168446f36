using System.Diagnostics;
using System.Globalization;
using Billing.Testing;

namespace Billing.Host.Tests.Verbs;

/// <summary>FreeRADIUS as a gateway's port for Disconnect- and CoA-Requests: a second opinion that nobody here wrote.</summary>
/// <remarks>It knows every session but those of the user <c>billing-test</c>, and writes what it received into its log.</remarks>
internal sealed class FreeRadiusControl : IAsyncDisposable
{
    private const string Program = "/usr/sbin/freeradius";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("billing-coa-");
    private readonly List<string> _log = [];
    private Process? _process;

    public static bool IsMissing => !File.Exists(Program);

    public int Port { get; } = FreePort.Udp();

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
            {
                return [.. _log];
            }
        }
    }

    public async Task StartAsync()
    {
        var file = Path.Combine(_folder.FullName, "coa.conf");
        await using (var stream = new FileStream(
            file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        await using (var writer = new StreamWriter(stream))
        {
            await writer.WriteAsync(Text());
        }

        var ready = new TaskCompletionSource();
        _process = Process.Start(new ProcessStartInfo(Program, ["-f", "-d", _folder.FullName, "-n", "coa", "-xx", "-l", "stdout"]) { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, line) =>
        {
            lock (_log)
            {
                _log.Add(line.Data ?? "");
            }

            if (line.Data is null or "Ready to process requests")
            {
                ready.TrySetResult();
            }
        };
        _process.BeginOutputReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(_process.HasExited, string.Join('\n', Log));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
            _folder.Refresh();
        }
    }

    private string Text() => string.Create(CultureInfo.InvariantCulture, $$"""
        name = coa
        prefix = /usr
        localstatedir = {{_folder.FullName}}
        libdir = /usr/lib/freeradius
        logdir = {{_folder.FullName}}
        run_dir = {{_folder.FullName}}
        hostname_lookups = no
        proxy_requests = no

        client billing {
            ipaddr = 127.0.0.1
            secret = testing123
            require_message_authenticator = yes
        }

        modules {
            always reject {
                rcode = reject
            }

            always ok {
                rcode = ok
            }
        }

        server coa {
            listen {
                type = coa
                ipaddr = 127.0.0.1
                port = {{Port}}
            }

            recv-coa {
                if (&User-Name == "billing-test") {
                    update reply {
                        Error-Cause := Session-Context-Not-Found
                    }
                    reject
                }
                ok
            }

            send-coa {
                ok
            }
        }

        """);
}
