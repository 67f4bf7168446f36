using Billing.Contracts.Sessions;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Sessions;

/// <summary>The sessions of one Acct-Session-Id, for links from gateways' logs and tools: <c>?acct=…</c>. A single one is opened.</summary>
public sealed partial class NamedSessionsPage
{
    private const int Most = 20;

    private IReadOnlyList<SessionRow>? _sessions;

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private ISessionQuery Sessions { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Name => Address["acct"] ?? "";

    protected override async Task OnParametersSetAsync()
    {
        _sessions = Name.Length == 0 ? [] : await Sessions.NamedAsync(Name, Most, CancellationToken.None);

        if (_sessions is [var only])
        {
            Navigation.NavigateTo($"admin/sessions/{only.SessionId}", replace: true);
        }
    }
}
