using Billing.Contracts.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Billing.Portal.Care;

/// <summary>What each line has.</summary>
public sealed partial class PlanPage
{
    private IReadOnlyList<AccountRow> _lines = [];

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    [Inject]
    private CareReader Care { get; set; } = null!;

    protected override async Task OnInitializedAsync() =>
        _lines = await Care.LinesAsync(Subscriber.Of((await State).User), CancellationToken.None);
}
