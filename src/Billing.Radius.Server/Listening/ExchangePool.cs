namespace Billing.Radius.Server.Listening;

/// <summary>The exchanges of one socket that are at rest: one thread takes them, any thread brings them back.</summary>
internal sealed class ExchangePool(IPath socket, Action<Exchange, ExchangePool> work)
{
    private readonly Stack<Exchange> _resting = new();

    public Exchange Take()
    {
        lock (_resting)
        {
            if (_resting.TryPop(out var exchange))
            {
                return exchange;
            }
        }

        return new(socket, exchange => work(exchange, this));
    }

    public void Return(Exchange exchange)
    {
        lock (_resting)
        {
            _resting.Push(exchange);
        }
    }
}
