using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>What an exporter reads of a process: listened to as an exporter listens, to this process's meters alone.</summary>
public sealed class MetricsTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Packets_rejects_durations_sessions_holds_and_commits_are_measured()
    {
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync());
        using var meters = new Listener(billing.Services.GetRequiredService<IMeterFactory>());
        using var gateway = new TestGateway(billing);

        var accept = await gateway.LogInAsync("alice", password: "wonderland");
        await gateway.ReportAsync(Status.Start, "alice", "m1", Usage.None with { Class = accept.Find(Attributes.Class) });
        await gateway.IsRejectedAsync("alice", password: "wrong");
        gateway.Throw([1, 2, 3], atAuth: true);
        await Eventually.IsAsync(() => meters.Read("billing.radius.requests", "other", "malformed") == 1, "the malformed packet is counted");

        Assert.Equal(1, meters.Read("billing.radius.requests", "Access-Request", "accepted"));
        Assert.Equal(1, meters.Read("billing.radius.requests", "Access-Request", "rejected"));
        Assert.Equal(1, meters.Read("billing.radius.requests", "Accounting-Request", "accounted"));
        Assert.Equal(1, meters.Read("billing.radius.rejects", "unknown user or wrong password"));
        Assert.Equal(1, meters.Read("billing.logins", "granted"));
        Assert.Equal(1, meters.Read("billing.logins", "wrong_credentials"));
        Assert.Equal(1, meters.Times("billing.radius.request.duration", "Access-Request"));
        Assert.Equal(1, meters.Times("billing.radius.request.duration", "Accounting-Request"));
        Assert.Equal(1, meters.Read("billing.sessions.open"));
        Assert.Equal(0.5, meters.Read("billing.holds.amount", "USD")); // 50 MB at 0.01
        Assert.Equal(2, meters.Read("billing.journal.postings", "committed"));
        Assert.Equal(2, meters.Times("billing.journal.batch.size"));
        Assert.Equal(2, meters.Times("billing.journal.wait.duration"));
        Assert.Equal(2, meters.Times("billing.journal.commit.duration"));
        Assert.Equal((1, 0), (meters.Read("billing.journal.connected"), meters.Read("billing.journal.queue.length")));
        Assert.Equal(4, meters.Read("billing.radius.gateway.packets", "demo"));
        Assert.True(meters.Read("billing.radius.gateway.silence", "demo") >= 0);
        Assert.Equal(0, meters.Read("billing.outbox.lag"));
        Assert.Equal(0, meters.Read("billing.radius.socket.lost_answers"));
        Assert.True(meters.Times("billing.radius.socket.lost_answers") > 0);

        await gateway.ReportAsync(Status.Stop, "alice", "m1", new(60, 0, 1_000_000) { Class = accept.Find(Attributes.Class) });

        Assert.Equal((0, 0), (meters.Read("billing.sessions.open"), meters.Read("billing.holds.amount", "USD")));
    }

    private sealed class Listener : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<string, double> _last = new();
        private readonly ConcurrentDictionary<string, int> _times = new();

        public Listener(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
            _listener.Start();
        }

        /// <summary>What it says now; what was added, of a counter that is told of each addition.</summary>
        public double Read(string name, params string[] tags)
        {
            _listener.RecordObservableInstruments();

            return _last.GetValueOrDefault(Key(name, tags));
        }

        public int Times(string name, params string[] tags) => _times.GetValueOrDefault(Key(name, tags));

        public void Dispose() => _listener.Dispose();

        private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var words = new string[tags.Length];

            for (var i = 0; i < tags.Length; i++)
            {
                words[i] = $"{tags[i].Value}";
            }

            var key = Key(instrument.Name, words);
            _times.AddOrUpdate(key, 1, (_, times) => times + 1);
            _last.AddOrUpdate(key, value, (_, before) => instrument is Counter<long> ? before + value : value);
        }

        private static string Key(string name, string[] tags) => string.Join('/', [name, .. tags]);
    }
}
