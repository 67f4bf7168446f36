using System.Diagnostics;
using Billing.Contracts.Service;
using Billing.Host.Composition;
using OpenTelemetry.Trace;

namespace Billing.Host.Tests.Composition;

/// <summary>Which sessions are traced: a part of them, each whole.</summary>
public sealed class SessionSamplerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.1, 700, 1_300)]
    [InlineData(1, 10_000, 10_000)]
    public void Of_the_ids_of_one_moment_it_takes_its_part(double ratio, int least, int most)
    {
        var sampler = new SessionSampler(ratio);
        var taken = Enumerable.Range(0, 10_000).Count(_ => Takes(sampler, SessionTrace.IdOf(Guid.CreateVersion7(Now))));

        Assert.InRange(taken, least, most);
    }

    [Fact]
    public void A_session_is_traced_whole_and_in_every_process()
    {
        var id = SessionTrace.IdOf(Guid.CreateVersion7(Now));
        var (here, there) = (new SessionSampler(0.5), new SessionSampler(0.5));

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(Takes(here, id), Takes(there, id)));
    }

    [Fact]
    public void What_belongs_to_a_trace_is_traced_and_a_statement_of_nobody_is_not()
    {
        var (none, all) = (new SessionSampler(0), new SessionSampler(1));
        var id = ActivityTraceId.CreateRandom();
        var traced = new ActivityContext(id, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

        Assert.Equal(SamplingDecision.RecordAndSample, none.ShouldSample(new(traced, id, "x", ActivityKind.Client)).Decision);
        Assert.Equal(SamplingDecision.Drop, all.ShouldSample(new(default, id, "x", ActivityKind.Client)).Decision);
        Assert.Equal(SamplingDecision.RecordAndSample, all.ShouldSample(new(default, id, "x", ActivityKind.Server)).Decision);
    }

    private static bool Takes(SessionSampler sampler, string trace)
    {
        var id = ActivityTraceId.CreateFromString(trace);

        return sampler.ShouldSample(new(new(id, ActivitySpanId.CreateRandom(), default), id, "x", ActivityKind.Server)).Decision is SamplingDecision.RecordAndSample;
    }
}
