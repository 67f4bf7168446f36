using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Billing.Portal.Care;

/// <summary>Who the subscriber is, and how they want to see.</summary>
public sealed partial class MePage
{
    private Subscriber? _subscriber;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    protected override async Task OnInitializedAsync() => _subscriber = Subscriber.Of((await State).User);
}
