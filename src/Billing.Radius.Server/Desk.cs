using Billing.Radius.Server.Access;
using Billing.Radius.Server.Accounting;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Proxying;

namespace Billing.Radius.Server;

/// <summary>Gives each request to the one who serves its code.</summary>
internal sealed class Desk(AccessDesk access, AccountingDesk accounting, Realms realms, Proxy proxy) : IDesk
{
    public ValueTask ServeAsync(Exchange exchange) => !realms.IsEmpty && realms.Find(exchange.Packet) is { } realm && exchange.Packet.Code is not RadiusCode.StatusServer
        ? proxy.ServeAsync(exchange, realm)
        : ServeOursAsync(exchange);

    private ValueTask ServeOursAsync(Exchange exchange) => exchange.Packet.Code switch
    {
        RadiusCode.AccessRequest => access.ServeAsync(exchange),
        RadiusCode.AccountingRequest => accounting.ServeAsync(exchange),
        _ => Alive(exchange),
    };

    // Status-Server (RFC 5997 3): only asked when effects can be made durable, so the answer is the truth.
    internal static ValueTask Alive(Exchange exchange)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var packet = exchange.Packet;
        var isAuth = exchange.Socket.Kind is not PortKind.Acct;
        var writer = new RadiusPacketWriter(buffer, isAuth ? RadiusCode.AccessAccept : RadiusCode.AccountingResponse, packet.Identifier);
        writer.ReserveMessageAuthenticator();
        writer.TryAddAll(Attributes.ProxyState, packet);
        exchange.Answer(buffer[..writer.CompleteResponse(packet.Authenticator, exchange.Node.Secret)], Outcome.Status);

        return ValueTask.CompletedTask;
    }
}
