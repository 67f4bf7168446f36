using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Users;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Accounts;

/// <summary>A card that changes one thing of an account.</summary>
public abstract class CardOfAccount : ComponentBase
{
    [Parameter, EditorRequired]
    public AccountView View { get; set; } = null!;

    /// <summary>It was changed: the page looks again.</summary>
    [Parameter]
    public EventCallback OnChange { get; set; }

    protected FormProblems Problems { get; private set; } = null!;

    protected bool IsBusy => Problems.IsBusy;

    protected bool MayEdit { get; private set; }

    protected IAccountGrain Account => Grains.GetGrain<IAccountGrain>(View.AccountId);

    [Inject]
    protected FailureDesk Failures { get; set; } = null!;

    [Inject]
    protected IStringLocalizer<Words> Text { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        Problems = new(Text, Failures, Fields());
        MayEdit = await Clerk.MayAsync(Permissions.CustomersEdit);
    }

    /// <summary>The names of the card's fields, as the grain has them.</summary>
    protected virtual string[] Fields() => [];

    /// <returns>Null: it was not done, and the problem is said.</returns>
    protected async Task<ChangeReply?> ChangeAsync(Func<Edit, Task<ChangeReply>> change)
    {
        ChangeReply? reply = null;

        return await Problems.OrderAsync(
            async () => reply = await change(await Clerk.EditAsync(Permissions.CustomersEdit, View.Version)), OnChange.InvokeAsync) ? reply : null;
    }
}
