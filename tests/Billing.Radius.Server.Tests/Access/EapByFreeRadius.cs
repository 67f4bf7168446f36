using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Billing.Radius.Server.Tests.Listening;
using Billing.Testing;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>A FreeRADIUS in which EAP ends and which asks us for what was inside, as the README tells to set it up.</summary>
public sealed class EapByFreeRadius : IAsyncLifetime
{
    public const string Secret = "testing123";

    private readonly MigratedPostgres _postgres = new();
    private Process? _process;

    public RunningBilling Billing { get; private set; } = null!;

    public int Port { get; } = FreePort.Udp();

    public string Folder { get; } = Directory.CreateTempSubdirectory("billing-eap-").FullName;

    public async ValueTask InitializeAsync()
    {
        Billing = await RunningBilling.StartAsync(await _postgres.CreateDatabaseAsync());
        var authority = Certificates.Authority("Test");
        var server = Certificates.Leaf(authority, "localhost");
        await File.WriteAllTextAsync(Path.Combine(Folder, "ca.pem"), authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(Folder, "server.pem"), server.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(Folder, "server.key"), server.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var file = Path.Combine(Folder, "eap.conf");
        await File.WriteAllTextAsync(file, Configuration());
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite); // it refuses one that others may write
        _process = Process.Start(new ProcessStartInfo(
            "/usr/sbin/freeradius", ["-f", "-d", Folder, "-n", "eap", "-l", Path.Combine(Folder, "radius.log")])
        {
            RedirectStandardInput = true,
        })!;
    }

    /// <summary>What eapol_test says when it plays a station behind an access point that asks this FreeRADIUS.</summary>
    public async Task<(bool IsIn, string Said)> JoinAsync(string phases)
    {
        var file = Path.Combine(Folder, $"{Guid.NewGuid():n}.conf");
        await File.WriteAllTextAsync(file, $"network={{\n key_mgmt=IEEE8021X\n ca_cert=\"{Folder}/ca.pem\"\n {phases}\n}}\n");
        using var tool = Process.Start(new ProcessStartInfo(
            "eapol_test", ["-c", file, "-p", $"{Port}", "-s", Secret, "-t", "20", "-M", "02:00:00:00:00:01"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = await tool.StandardOutput.ReadToEndAsync();
        await tool.WaitForExitAsync();

        return (tool.ExitCode == 0, said);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        await Billing.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private string Configuration() => $$"""
        name = eap
        prefix = /usr
        libdir = /usr/lib/freeradius
        logdir = {{Folder}}
        run_dir = {{Folder}}
        proxy_requests = yes
        max_request_time = 30
        cleanup_delay = 5
        max_requests = 1024

        log {
            destination = files
            file = {{Folder}}/radius.log
        }

        security {
            max_attributes = 200
            reject_delay = 0
            status_server = yes
        }

        thread pool {
            start_servers = 2
            max_servers = 4
            min_spare_servers = 1
            max_spare_servers = 4
            max_requests_per_server = 0
        }

        client point {
            ipaddr = 127.0.0.1
            secret = {{Secret}}
        }

        home_server billing {
            type = auth
            ipaddr = 127.0.0.1
            port = {{Billing.AuthPort}}
            secret = {{Secret}}
            response_window = 20
            require_message_authenticator = yes
        }

        home_server_pool billing {
            home_server = billing
        }

        realm billing {
            auth_pool = billing
            nostrip
        }

        modules {
            mschap {
            }
            eap {
                default_eap_type = peap
                timer_expire = 60
                max_sessions = 100
                tls-config tunnel {
                    private_key_file = {{Folder}}/server.key
                    certificate_file = {{Folder}}/server.pem
                    ca_file = {{Folder}}/ca.pem
                    cipher_list = "DEFAULT"
                    tls_min_version = "1.2"
                    tls_max_version = "1.2"
                }
                ttls {
                    tls = tunnel
                    default_eap_type = mschapv2
                    copy_request_to_tunnel = yes
                    use_tunneled_reply = yes
                    virtual_server = inner
                }
                peap {
                    tls = tunnel
                    default_eap_type = mschapv2
                    copy_request_to_tunnel = yes
                    use_tunneled_reply = yes
                    proxy_tunneled_request_as_eap = no
                    virtual_server = inner
                }
                mschapv2 {
                }
            }
        }

        server outer {
            listen {
                type = auth
                ipaddr = 127.0.0.1
                port = {{Port}}
            }
            authorize {
                eap
            }
            authenticate {
                eap
            }
            post-proxy {
                eap
            }
        }

        server inner {
            authorize {
                update control {
                    &Proxy-To-Realm := "billing"
                }
                eap
            }
            authenticate {
                Auth-Type MS-CHAP {
                    mschap
                }
                eap
            }
            post-proxy {
                eap
            }
        }

        """;
}
