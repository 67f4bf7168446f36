using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Billing.Portal.Care;

/// <summary>A page of self-care: of whom, it knows from who is signed in.</summary>
public abstract class CarePage : ListingPage
{
    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    [Inject]
    protected CareReader Care { get; set; } = null!;

    protected async Task<Subscriber> SubscriberAsync() => Subscriber.Of((await State).User);
}
