using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Portal.Customers;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace Billing.Portal.Care;

/// <summary>The contact data of who is billed: theirs to see and to change who sign in for the customer, not for one line.</summary>
public sealed partial class ContactCard
{
    private ContactView? _view;
    private CustomerFields _fields = new();
    private FormProblems _problems = null!;
    private FormProblems _codeProblems = null!;
    private string? _code;
    private string? _told;
    private bool _busy;
    private bool _isRead;

    [Parameter, EditorRequired]
    public Subscriber Subscriber { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private IContactGrain? Contact => Subscriber.Scope.CustomerId is { } customer ? Grains.GetGrain<IContactGrain>(customer) : null;

    private bool IsOff => _busy || !Subscriber.MayEdit;

    // What staff entered stays a choice.
    private IEnumerable<(string, string)> Cultures => PortalModule.Cultures.Select(culture => culture.Name).Union([_fields.Culture]).Select(name => (name, CustomerForm.Named(name)));

    protected override Task OnInitializedAsync()
    {
        (_problems, _codeProblems) = (new(Text, Failures, CustomerFields.Names), new(Text, Failures, "Code"));

        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        _problems.Clear();
        _codeProblems.Clear();
        (_view, _isRead) = (Contact is { } contact ? await contact.GetAsync() : null, true);

        if (_view is { Details: var details })
        {
            _fields = CustomerFields.Of(new(details.Name, details.Email, Culture: details.Culture, Phone: details.Phone, Address: details.Address));
        }
    }

    private Task SaveAsync() => DoAsync(_problems, async () =>
    {
        var typed = _fields.Read()!;
        var reply = await Contact!.EditAsync(new(typed.Name, typed.Email, typed.Phone, typed.Address, typed.Culture), new(Subscriber.Editor, _view!.Version));

        return (reply, Text["Your contact data are saved."].Value);
    });

    private Task ConfirmAsync() => DoAsync(_codeProblems, async () =>
        (await Contact!.ConfirmAsync(_code ?? "", Subscriber.Editor), Text["The address is confirmed: everything goes there from now on."].Value));

    private async Task GiveUpAsync()
    {
        try
        {
            _ = Subscriber.Editor;
            await Contact!.GiveUpAsync();
            await LoadAsync();
        }
        catch (Exception failure) when (failure.IsTold())
        {
            _codeProblems.Take(failure);
        }
    }

    private async Task DoAsync(FormProblems problems, Func<Task<(ChangeReply Reply, string Told)>> change)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _told) = (true, null);

        try
        {
            var (reply, told) = await change();

            if (problems.Take(reply))
            {
                await LoadAsync();
                (_told, _code) = (told, null);

                return;
            }
        }
        catch (Exception failure) when (failure.IsTold())
        {
            problems.Take(failure);
        }
        finally
        {
            _busy = false;
        }

        StateHasChanged();
        await Task.Yield();
        await Script.InvokeVoidAsync("portal.focus", "[aria-invalid=true]");
    }
}
