using System.Globalization;
using Npgsql;

namespace Billing.Host.Bench;

/// <summary>The configuration of a FreeRADIUS 3.2 that does with PostgreSQL what its package comes prepared for.</summary>
/// <remarks>
/// The queries, the schema and the session's unique key are the package's own, included from where it put them. Kept to
/// what the work needs, which is in the peer's favour: one client, one virtual server, no detail file, no log of
/// answers, no reject delay, no second row after an authentication.
/// </remarks>
internal static class FreeRadiusConfiguration
{
    public const string PackageFolder = "/etc/freeradius/3.0";

    public const string SqlFolder = PackageFolder + "/mods-config/sql/main/postgresql";

    public const string LogFile = "radius.log";

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

            thread pool {
                start_servers = {{options.Workers}}
                max_servers = {{options.Workers}}
                min_spare_servers = {{options.Workers}}
                max_spare_servers = {{options.Workers}}
                max_queue_size = 65536
                max_requests_per_server = 0
                auto_limit_acct = no
            }

            client gateway {
                ipaddr = 127.0.0.1
                secret = {{options.Secret}}
                require_message_authenticator = no
            }

            modules {
                expr {
                }

                pap {
                }

                chap {
                }

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
                        start = {{options.Workers}}
                        min = {{options.Workers}}
                        max = {{options.Workers}}
                        spare = 0
                        uses = 0
                        lifetime = 0
                        idle_timeout = 0
                        retry_delay = 1
                    }

                    $INCLUDE {{SqlFolder}}/queries.conf
                }
            }

            policy {
                $INCLUDE {{PackageFolder}}/policy.d/accounting
            }

            server peer {
                listen {
                    type = auth
                    ipaddr = 127.0.0.1
                    port = {{options.AuthPort}}
                }

                listen {
                    type = acct
                    ipaddr = 127.0.0.1
                    port = {{options.AcctPort}}
                }

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
}
