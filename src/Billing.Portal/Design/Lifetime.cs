namespace Billing.Portal.Design;

/// <summary>The life of a component, whose token outlives it.</summary>
/// <remarks>
/// A dialog ends when its page is left, and what waited for it goes on in a component that is gone. What that then asks for
/// ends as cancelled, which Blazor drops; a token asked of a disposed source would throw, and take the circuit with it.
/// </remarks>
public sealed class Lifetime : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public Lifetime() => Token = _source.Token;

    public CancellationToken Token { get; }

    public void Dispose()
    {
        if (!Token.IsCancellationRequested)
        {
            _source.Cancel();
            _source.Dispose();
        }
    }
}
