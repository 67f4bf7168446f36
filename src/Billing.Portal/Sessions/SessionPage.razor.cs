using Billing.Contracts;
using Billing.Contracts.Records;
using Billing.Contracts.Sessions;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Sessions;

/// <summary>One session, running or ended.</summary>
public sealed partial class SessionPage
{
    private SessionRow? _session;
    private IReadOnlyList<XdrRow> _records = [];
    private bool _isLoaded;

    [Parameter]
    public Guid SessionId { get; set; }

    [Inject]
    private ISessionQuery Sessions { get; set; } = null!;

    [Inject]
    private IXdrQuery Xdrs { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        _session = await Sessions.FindAsync(Scope.Everything, SessionId, CancellationToken.None);
        _records = await Xdrs.OfSessionAsync(Scope.Everything, SessionId, CancellationToken.None);
        _isLoaded = true;
    }
}
