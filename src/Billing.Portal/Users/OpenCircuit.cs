using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Billing.Portal.Users;

/// <summary>Whether the scope is that of an open page, and not of a request that is answered once.</summary>
internal sealed class OpenCircuit : CircuitHandler
{
    public bool IsOpen { get; private set; }

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        IsOpen = true;

        return Task.CompletedTask;
    }
}
