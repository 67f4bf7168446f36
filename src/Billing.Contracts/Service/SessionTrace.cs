using System.Diagnostics;

namespace Billing.Contracts.Service;

/// <summary>The spans of what happens to a session: the packet, the account, the balance, the commit.</summary>
/// <remarks>
/// <para>All requests of a session are one trace, and its id is the session's: who knows the session finds the trace. The parent
/// of a request's span is one that nobody writes.</para>
/// <para>A grain's span is the child of whoever called it, in another process too: the context goes with the call of a request
/// that is traced. Others carry nothing, and when nobody listens a request looks at one field.</para>
/// </remarks>
public static class SessionTrace
{
    /// <summary>The name by which exporters listen.</summary>
    public const string Source = "Billing.Sessions";

    private const string Key = "billing.trace";

    private static readonly ActivitySource Spans = new(Source);
    private static readonly ActivitySpanId Nobody = ActivitySpanId.CreateFromString("0000000000000001");

    /// <summary>The trace's id as tools write it (W3C Trace Context 3.2.2.3): 32 hexadecimal digits.</summary>
    public static string IdOf(Guid sessionId) => sessionId.ToString("n");

    /// <summary>Begins the span of a request from outside.</summary>
    /// <param name="sessionId">Null: it does not say whose it is, and gets a trace of its own.</param>
    /// <returns>Null: it is not traced.</returns>
    public static Activity? Begin(string name, Guid? sessionId) =>
        Spans.HasListeners() ? Told(Spans.StartActivity(name, ActivityKind.Server, new ActivityContext(TraceOf(sessionId), Nobody, default))) : null;

    /// <summary>Begins the span of a grain that a traced request calls.</summary>
    public static Activity? Continue(string name) =>
        Spans.HasListeners() && RequestContext.Get(Key) is string caller && ActivityContext.TryParse(caller, null, isRemote: true, out var context)
            ? Told(Spans.StartActivity(name, ActivityKind.Internal, context))
            : null;

    /// <summary>Begins the span of a part of what is traced.</summary>
    public static Activity? Step(string name) =>
        Spans.HasListeners() && ReferenceEquals(Activity.Current?.Source, Spans) ? Spans.StartActivity(name) : null;

    private static Activity? Told(Activity? span)
    {
        if (span is not null)
        {
            RequestContext.Set(Key, span.Id!);
        }

        return span;
    }

    private static ActivityTraceId TraceOf(Guid? sessionId)
    {
        if (sessionId is not { } id)
        {
            return ActivityTraceId.CreateRandom();
        }

        Span<byte> octets = stackalloc byte[16];
        id.TryWriteBytes(octets, bigEndian: true, out _);

        return ActivityTraceId.CreateFromBytes(octets);
    }
}
