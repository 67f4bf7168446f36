using System.Globalization;
using Npgsql;

namespace Billing.Host.Bench;

/// <summary>The configuration of a FreeRADIUS 3.2 that does with PostgreSQL what its package comes prepared for.</summary>
/// <remarks>
/// The queries, the schema and the session's unique key are the package's own, included from where it put them.
/// <see cref="Text"/> is kept to what the work needs, which is in the peer's favour: one client, one virtual server, no
/// detail file, no log of answers, no reject delay, no second row after an authentication.
/// <see cref="PackagedText"/> is the package's configuration as it is installed, its modules, policies and sites, with
/// <c>sql</c> switched on as the package's own notes tell; only ports, folders, the client and the number of threads are the run's.
/// </remarks>
internal static class FreeRadiusConfiguration
{
    public const string PackageFolder = "/etc/freeradius/3.0";

    public const string SqlFolder = PackageFolder + "/mods-config/sql/main/postgresql";

    public const string LogFile = "radius.log";

    /// <summary>What the client 127.0.0.1 shares with it.</summary>
    public const string Secret = "testing123";

    /// <summary>Threads that handle requests, and connections to PostgreSQL.</summary>
    private const int Workers = 32;

    public static string PackagedText(FreeRadiusPeerOptions options, NpgsqlConnectionStringBuilder database) =>
        string.Create(CultureInfo.InvariantCulture, $$"""
            name = peer
            prefix = /usr
            localstatedir = {{options.Folder}}
            libdir = /usr/lib/freeradius
            logdir = {{options.Folder}}
            run_dir = {{options.Folder}}
            radacctdir = {{options.Folder}}/radacct
            raddbdir = {{PackageFolder}}
            confdir = {{PackageFolder}}
            modconfdir = {{PackageFolder}}/mods-config
            certdir = {{PackageFolder}}/certs
            cadir = {{PackageFolder}}/certs
            db_dir = {{options.Folder}}
            max_request_time = 30
            cleanup_delay = 5
            max_requests = 16384
            hostname_lookups = no
            proxy_requests = yes
            $INCLUDE {{PackageFolder}}/proxy.conf

            log {
                destination = files
                file = {{options.Folder}}/{{LogFile}}
                auth = no
            }

            security {
                max_attributes = 200
                reject_delay = 1
                status_server = yes
            }

            {{ThreadPool}}

            {{Gateway}}

            modules {
                $INCLUDE {{PackageFolder}}/mods-enabled/
            {{Sql(database)}}
            }

            policy {
                $INCLUDE {{PackageFolder}}/policy.d/
            }

            {{PackagedSite("default", Listen("auth", options.AuthPort) + Listen("acct", options.AcctPort))}}

            {{PackagedSite("inner-tunnel", "")}}

            """);

    public static string Text(FreeRadiusPeerOptions options, NpgsqlConnectionStringBuilder database) =>
        string.Create(CultureInfo.InvariantCulture, $$"""
            name = peer
            prefix = /usr
            localstatedir = {{options.Folder}}
            libdir = /usr/lib/freeradius
            logdir = {{options.Folder}}
            run_dir = {{options.Folder}}
            max_request_time = 30
            cleanup_delay = 5
            max_requests = 262144
            hostname_lookups = no
            proxy_requests = no

            log {
                destination = files
                file = {{options.Folder}}/{{LogFile}}
                auth = no
            }

            security {
                max_attributes = 200
                reject_delay = 0
                status_server = yes
            }

            {{ThreadPool}}

            {{Gateway}}

            modules {
                expr {
                }

                pap {
                }

                chap {
                }

            {{Sql(database)}}
            }

            policy {
                $INCLUDE {{PackageFolder}}/policy.d/accounting
            }

            server peer {
            {{Listen("auth", options.AuthPort)}}
            {{Listen("acct", options.AcctPort)}}

                authorize {
                    sql
                    chap
                    pap
                }

                authenticate {
                    Auth-Type PAP {
                        pap
                    }

                    Auth-Type CHAP {
                        chap
                    }
                }

                preacct {
                    if (!&NAS-IP-Address) {
                        update request {
                            &NAS-IP-Address := "%{Packet-Src-IP-Address}"
                        }
                    }

                    acct_unique
                }

                accounting {
                    sql
                }
            }

            """);

    private static string ThreadPool => string.Create(CultureInfo.InvariantCulture, $$"""
        thread pool {
            start_servers = {{Workers}}
            max_servers = {{Workers}}
            min_spare_servers = {{Workers}}
            max_spare_servers = {{Workers}}
            max_queue_size = 65536
            max_requests_per_server = 0
            auto_limit_acct = no
        }
        """);

    private static string Gateway => $$"""
        client gateway {
            ipaddr = 127.0.0.1
            secret = {{Secret}}
            require_message_authenticator = no
        }
        """;

    private static string Listen(string type, int port) => string.Create(CultureInfo.InvariantCulture, $$"""
        listen {
            type = {{type}}
            ipaddr = 127.0.0.1
            port = {{port}}
        }

        """);

    private static string Sql(NpgsqlConnectionStringBuilder database) => string.Create(CultureInfo.InvariantCulture, $$"""
        sql {
            dialect = postgresql
            driver = rlm_sql_postgresql
            server = {{database.Host}}
            port = {{database.Port}}
            login = {{database.Username}}
            password = {{database.Password}}
            radius_db = {{database.Database}}

            acct_table1 = radacct
            acct_table2 = radacct
            postauth_table = radpostauth
            authcheck_table = radcheck
            authreply_table = radreply
            groupcheck_table = radgroupcheck
            groupreply_table = radgroupreply
            usergroup_table = radusergroup
            client_table = nas
            group_attribute = SQL-Group
            read_clients = no

            pool {
                start = {{Workers}}
                min = {{Workers}}
                max = {{Workers}}
                spare = 0
                uses = 0
                lifetime = 0
                idle_timeout = 0
                retry_delay = 1
            }

            $INCLUDE {{SqlFolder}}/queries.conf
        }
        """);

    // The package's site, listening where the run wants it: what comes before its first section listens.
    private static string PackagedSite(string name, string listen)
    {
        var lines = File.ReadAllLines(Path.Combine(PackageFolder, "sites-enabled", name));
        var server = Array.FindIndex(lines, line => line.StartsWith("server ", StringComparison.Ordinal));
        var first = Array.FindIndex(lines, line => line.StartsWith("authorize {", StringComparison.Ordinal));

        return string.Join('\n', [lines[server], listen, .. lines[first..]]);
    }
}
