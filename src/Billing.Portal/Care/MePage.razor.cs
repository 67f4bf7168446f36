using Billing.Contracts.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Billing.Portal.Care;

/// <summary>Who the subscriber is, and how they want to see.</summary>
public sealed partial class MePage
{
    private Subscriber? _subscriber;
    private IReadOnlyList<AccountRow> _lines = [];

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    [Inject]
    private CareReader Care { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _subscriber = Subscriber.Of((await State).User);
        _lines = await Care.LinesAsync(_subscriber, CancellationToken.None);
    }
}
