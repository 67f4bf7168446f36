using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Users;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace Billing.Portal.Customers;

/// <summary>A form that saves a customer's details.</summary>
public abstract class CustomerSaving : ComponentBase
{
    /// <summary>As the form was opened on it.</summary>
    [Parameter, EditorRequired]
    public CustomerView View { get; set; } = null!;

    [Parameter]
    public EventCallback OnSaved { get; set; }

    protected CustomerFields Fields { get; private set; } = new();

    protected FormProblems Problems { get; private set; } = null!;

    protected bool MayEdit { get; private set; }

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private UndoDesk Undo { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    protected IStringLocalizer<Words> Text { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        Problems = new(Text, Failures, CustomerFields.Names);
        Fields = CustomerFields.Of(View.Details);
        MayEdit = await Clerk.MayAsync(Permissions.CustomersEdit);
    }

    protected void Discard()
    {
        Problems.Clear();
        Fields = CustomerFields.Of(View.Details);
    }

    protected async Task SaveAsync()
    {
        var isSaved = false;
        await Problems.RunAsync(async () =>
        {
            if (await TryAsync() is { } saved)
            {
                isSaved = true;
                var (customer, before) = (Grains.GetGrain<ICustomerGrain>(View.CustomerId), View.Details);
                Undo.Offer(
                    Text["Saved"],
                    Permissions.CustomersEdit,
                    View.Version,
                    saved,
                    edit => customer.EditAsync(before, edit),
                    () => InvokeAsync(() => OnSaved.InvokeAsync()));
                await OnSaved.InvokeAsync();
            }
        });

        if (isSaved)
        {
            return;
        }

        StateHasChanged();
        await Task.Yield();
        await Script.InvokeVoidAsync("portal.focus", "[aria-invalid=true]");
    }

    private async Task<ChangeReply?> TryAsync()
    {
        Problems.Clear();

        if (Fields.Read() is not { } details)
        {
            Problems.Add("MaxSessions", Text["A whole number, or nothing"]);

            return null;
        }

        var edit = await Clerk.EditAsync(Permissions.CustomersEdit, View.Version);

        var reply = await Grains.GetGrain<ICustomerGrain>(View.CustomerId).EditAsync(details, edit);

        return Problems.Take(reply) ? reply : null;
    }
}
