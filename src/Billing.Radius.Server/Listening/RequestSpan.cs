using System.Diagnostics;
using Billing.Contracts.Service;
using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Listening;

/// <summary>The span of one request, from the desk that knows whose it is to the answer. Nothing where it is not traced.</summary>
internal readonly struct RequestSpan : IDisposable
{
    private readonly Activity? _span;
    private readonly Exchange _exchange;

    private RequestSpan(Activity? span, Exchange exchange) => (_span, _exchange) = (span, exchange);

    /// <param name="sessionId">Ours; null: the request does not say it.</param>
    /// <param name="acctSessionId">The gateway's; null: it has said none.</param>
    public static RequestSpan Begin(Exchange exchange, Guid? sessionId, string? acctSessionId)
    {
        var span = SessionTrace.Begin(NameOf(exchange.Code), sessionId);

        if (span is not null)
        {
            span.SetTag("radius.gateway", exchange.Node.View.Name);
            span.SetTag("radius.acct_session_id", acctSessionId);
            span.SetTag("billing.session.id", sessionId);
        }

        return new(span, exchange);
    }

    public void Dispose()
    {
        if (_span is null)
        {
            return;
        }

        if (_exchange.Answered is { } outcome)
        {
            _span.SetTag("radius.outcome", TagWords.Of(outcome));
        }
        else
        {
            _span.SetStatus(ActivityStatusCode.Error, "not answered");
        }

        _span.Dispose();
    }

    private static string NameOf(RequestCode code) => code switch
    {
        RequestCode.AccessRequest => "radius Access-Request",
        RequestCode.AccountingRequest => "radius Accounting-Request",
        _ => "radius request",
    };
}
