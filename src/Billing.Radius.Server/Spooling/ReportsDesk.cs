using Billing.Radius.Server.Accounting;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Spooling;

/// <summary>Keeps reports, and answers nothing else: of a process that has had no database yet.</summary>
/// <remarks>
/// Who logs in is not known: no account is in this process's memory. What is to be passed on to another realm's server is not ours to
/// answer; nor is a login or a watchdog that asks for them, so that gateways ask a server that knows somebody.
/// </remarks>
internal sealed class ReportsDesk(Spool spool) : IDesk
{
    /// <summary>Whose users' reports are other servers'.</summary>
    public IReadOnlySet<string> Realms { get; set; } = new HashSet<string>();

    public ValueTask ServeAsync(Exchange exchange)
    {
        switch (exchange.Packet.Code)
        {
            case RadiusCode.AccountingRequest when Proxying.Realms.NameOf(exchange.Packet) is not { } realm || !Realms.Contains(realm):
                return SpoolAsync(exchange);

            case RadiusCode.StatusServer when exchange.Socket.Kind is PortKind.Acct:
                return Desk.Alive(exchange);

            default:
                exchange.Entry.Forget();
                exchange.Node.Counters.Count(Outcome.Unavailable, exchange.Code);

                return ValueTask.CompletedTask;
        }
    }

    private async ValueTask SpoolAsync(Exchange exchange)
    {
        await spool.AppendAsync(exchange.Node.NodeId, exchange.ArrivedAt, exchange.Packet.Octets, isByMachine: true);
        AccountingDesk.Answer(exchange, Outcome.Spooled);
    }
}
