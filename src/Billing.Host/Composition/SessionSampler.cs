using System.Buffers.Binary;
using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Billing.Host.Composition;

/// <summary>Traces a part of the sessions, each of them whole: every process decides the same by the trace's id.</summary>
/// <remarks>
/// <para>By its last 56 bits, which are random in the ids of sessions (UUID version 7) as in those that are made by chance. The
/// sampler that comes with OpenTelemetry goes by the first ones: in ours those are the time.</para>
/// <para>A statement or a call of nobody who is traced begins no trace: the journal's are of many sessions at once.</para>
/// </remarks>
internal sealed class SessionSampler(double ratio) : Sampler
{
    private const int RandomBits = 56;

    private readonly ulong _below = (ulong)(ratio * (1UL << RandomBits));

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;

        if ((parent.TraceFlags & ActivityTraceFlags.Recorded) != 0)
        {
            return new(SamplingDecision.RecordAndSample);
        }

        if (parent.TraceId == default && samplingParameters.Kind is ActivityKind.Client)
        {
            return new(SamplingDecision.Drop);
        }

        Span<byte> octets = stackalloc byte[16];
        samplingParameters.TraceId.CopyTo(octets);
        var random = BinaryPrimitives.ReadUInt64BigEndian(octets[8..]) & ((1UL << RandomBits) - 1);

        return new(random < _below ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }
}
