using Billing.Contracts.Changes;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace Billing.Portal.Customers;

/// <summary>Makes a customer.</summary>
public sealed partial class NewCustomerPage
{
    // Made when the form opens: a double click is one customer.
    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private readonly CustomerFields _fields = new();
    private FormProblems _problems = null!;

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override void OnInitialized()
    {
        _problems = new(Text, Failures, CustomerFields.Names);
        _fields.ZoneId = Viewer.ZoneId;
    }

    private async Task CreateAsync()
    {
        long? made = null;
        await _problems.RunAsync(async () => made = await TryAsync());

        if (made is { } customerId)
        {
            Navigation.NavigateTo($"admin/customers/{customerId}");

            return;
        }

        StateHasChanged();
        await Task.Yield();
        await Script.InvokeVoidAsync("portal.focus", "[aria-invalid=true]");
    }

    private async Task<long?> TryAsync()
    {
        _problems.Clear();

        if (_fields.Read() is not { } details)
        {
            _problems.Add("MaxSessions", Text["A whole number, or nothing"]);

            return null;
        }

        var by = await Clerk.RequireAsync(Permissions.CustomersEdit);
        var reply = await Grains.GetGrain<ICreationGrain>(_operationId).CreateCustomerAsync(details, by);

        return _problems.Take(reply) ? reply.Id : null;
    }
}
