using Microsoft.Data.Sqlite;
using NodaTime;

namespace Billing.Radius.Server.Spooling;

/// <summary>Keeps reports on this machine's disk until they can be charged: an SQLite file of one process.</summary>
/// <remarks>
/// Durable by SQLite's write-ahead log with an fsync for each transaction; what arrives meanwhile is one transaction. The file
/// belongs to one process at a time. A disk that is full or broken fails what is appended, and the gateway gets no answer.
/// </remarks>
/// <param name="start">Which start of the machine this is (<see cref="MachineStart"/>); null: it is not known.</param>
internal sealed class Spool(string file, TimeProvider? clock = null, string? start = null) : IDisposable
{
    private const int LongestBatch = 1_000;

    // How long what could not be appended says that nothing can: others are not let in for it, and are answered by another server.
    private static readonly TimeSpan Doubted = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    private readonly List<Waiting> _waiting = []; // also its lock
    private readonly Lock _writing = new();
    private FileStream? _lock;
    private SqliteConnection? _connection;
    private long _failedAt; // by the clock's timestamps; 0: the last append was kept

    public bool IsOpen => Volatile.Read(ref _connection) is not null;

    /// <summary>It is open, and as far as is known its disk takes what is appended.</summary>
    public bool IsReady => IsOpen && (Volatile.Read(ref _failedAt) is var at && (at == 0 || _clock.GetElapsedTime(at) >= Doubted));

    /// <summary>Whether a process left something here, or may have.</summary>
    public bool Exists => File.Exists(file);

    /// <exception cref="IOException">Another process has it, or the folder cannot be used.</exception>
    /// <exception cref="SqliteException">The file is none of SQLite's, or cannot be written.</exception>
    public void Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var mine = new FileStream(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());

        try
        {
            connection.Open();
            Do(
                connection,
                """
                pragma journal_mode = wal;
                pragma synchronous = full;
                create table if not exists report (
                    report_id integer primary key, node_id integer not null, arrived_at integer not null, packet blob not null,
                    tries integer not null default 0, by_machine integer not null default 0, machine_start text, passed integer);
                create index if not exists report_order on report (tries, report_id);
                """);

            // The file may be of a version before.
            AddColumn(connection, "by_machine", "integer not null default 0");
            AddColumn(connection, "machine_start", "text");
            AddColumn(connection, "passed", "integer");

            // Reports name people: nobody else on this machine reads them.
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _lock = mine;
            Volatile.Write(ref _connection, connection);
        }
        catch
        {
            connection.Dispose();
            mine.Dispose();

            throw;
        }
    }

    /// <summary>Keeps a report; when this returns it survives the process and the machine's power.</summary>
    /// <param name="packet">The whole packet, which was found well-formed and signed by its gateway.</param>
    /// <param name="isByMachine">When it came is by this machine's clock, for the database has not told the time yet.</param>
    public Task AppendAsync(int nodeId, Instant arrivedAt, ReadOnlySpan<byte> packet, bool isByMachine = false)
    {
        var waiting = new Waiting(nodeId, arrivedAt, packet.ToArray(), isByMachine, _clock.GetElapsedTime(0));
        bool isFirst;

        lock (_waiting)
        {
            _waiting.Add(waiting);
            isFirst = _waiting.Count == 1;
        }

        if (isFirst)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static spool => spool.Write(), this, preferLocal: false);
        }

        return waiting.Task;
    }

    /// <summary>The oldest reports, those first that were tried least.</summary>
    public IReadOnlyList<SpooledReport> Take(int most) => Locked(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            select report_id, node_id, arrived_at, packet, by_machine, case when machine_start = $start then passed end
            from report
            order by tries, report_id
            limit $most
            """;
        command.Parameters.AddWithValue("$most", most);
        command.Parameters.AddWithValue("$start", (object?)start ?? DBNull.Value);
        using var row = command.ExecuteReader();
        var reports = new List<SpooledReport>();

        while (row.Read())
        {
            reports.Add(new(
                row.GetInt64(0),
                row.GetInt32(1),
                Instant.FromUnixTimeTicks(row.GetInt64(2)),
                row.GetFieldValue<byte[]>(3),
                row.GetInt64(4) != 0,
                row.IsDBNull(5) ? null : TimeSpan.FromTicks(row.GetInt64(5))));
        }

        return reports;
    });

    public void Remove(IEnumerable<long> reportIds) => Each("delete from report where report_id = $id", reportIds);

    /// <summary>They could not be charged, and are tried again after the others.</summary>
    public void Postpone(IEnumerable<long> reportIds) => Each("update report set tries = tries + 1 where report_id = $id", reportIds);

    public long Count() => Locked(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from report";

        return (long)command.ExecuteScalar()!;
    });

    /// <summary>Whether its disk does what an append needs: it writes a little and waits until that is durable.</summary>
    public bool TakesWrites()
    {
        try
        {
            return Locked(connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "pragma user_version = 1"; // written each time
                command.CommandTimeout = 1;
                command.ExecuteNonQuery();

                return true;
            });
        }
        catch (Exception failure) when (failure is SqliteException or InvalidOperationException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        lock (_writing)
        {
            _connection?.Dispose();
            _connection = null;
            _lock?.Dispose();
        }
    }

    private void Write()
    {
        lock (_writing)
        {
            List<Waiting> batch;

            lock (_waiting)
            {
                batch = [.. _waiting.Take(LongestBatch)];
                _waiting.RemoveRange(0, batch.Count);

                if (_waiting.Count > 0)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(static spool => spool.Write(), this, preferLocal: false);
                }
            }

            try
            {
                Insert(_connection ?? throw new InvalidOperationException("the spool is closed"), batch);
            }
            catch (Exception failure)
            {
                Volatile.Write(ref _failedAt, _clock.GetTimestamp());
                batch.ForEach(waiting => waiting.TrySetException(failure));

                return;
            }

            Volatile.Write(ref _failedAt, 0);
            batch.ForEach(waiting => waiting.TrySetResult());
        }
    }

    private void Insert(SqliteConnection connection, List<Waiting> batch)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText =
            "insert into report (node_id, arrived_at, packet, by_machine, machine_start, passed) values ($node, $at, $packet, $machine, $start, $passed)";
        var (node, at) = (command.Parameters.Add("$node", SqliteType.Integer), command.Parameters.Add("$at", SqliteType.Integer));
        var (packet, machine) = (command.Parameters.Add("$packet", SqliteType.Blob), command.Parameters.Add("$machine", SqliteType.Integer));
        var passed = command.Parameters.Add("$passed", SqliteType.Integer);
        command.Parameters.AddWithValue("$start", (object?)start ?? DBNull.Value);

        foreach (var waiting in batch)
        {
            (node.Value, at.Value, packet.Value) = (waiting.NodeId, waiting.ArrivedAt.ToUnixTimeTicks(), waiting.Packet);
            (machine.Value, passed.Value) = (waiting.IsByMachine ? 1 : 0, waiting.Passed.Ticks);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private void Each(string sql, IEnumerable<long> reportIds) => Locked(connection =>
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        var id = command.Parameters.Add("$id", SqliteType.Integer);

        foreach (var reportId in reportIds)
        {
            id.Value = reportId;
            command.ExecuteNonQuery();
        }

        transaction.Commit();

        return 0;
    });

    private T Locked<T>(Func<SqliteConnection, T> work)
    {
        lock (_writing)
        {
            return work(_connection ?? throw new InvalidOperationException("the spool is closed"));
        }
    }

    private static void AddColumn(SqliteConnection connection, string name, string type)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from pragma_table_info('report') where name = $name";
        command.Parameters.AddWithValue("$name", name);

        if ((long)command.ExecuteScalar()! == 0)
        {
            Do(connection, $"alter table report add column {name} {type}");
        }
    }

    private static void Do(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class Waiting(int nodeId, Instant arrivedAt, byte[] packet, bool isByMachine, TimeSpan passed)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int NodeId => nodeId;

        public Instant ArrivedAt => arrivedAt;

        public byte[] Packet => packet;

        public bool IsByMachine => isByMachine;

        public TimeSpan Passed => passed;
    }
}
