using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Accounts;

/// <summary>Asks the account what it would answer to a gateway.</summary>
public sealed partial class TestCard
{
    private (string, string)[] _services = [];
    private string _service = "";
    private string? _called;
    private string? _password;
    private AccessReply? _reply;
    private string? _failed;
    private bool _seesMoney;
    private bool _busy;

    [Parameter, EditorRequired]
    public AccountView View { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private bool IsAccepted => _reply is { Result: AccessResult.Granted or AccessResult.Recognized };

    protected override async Task OnInitializedAsync()
    {
        _seesMoney = await Clerk.MayAsync(Permissions.MoneyView);
        var terms = await Grains.GetGrain<IAccountGrain>(View.AccountId).GetAsync();
        _services = terms is null ? [] : [.. terms.Services.Select(service => (service.Service, (string)Text[ServiceWords.Name(service.Service)]))];
    }

    private async Task TestAsync()
    {
        if (_busy)
        {
            return;
        }

        (_busy, _failed, _reply) = (true, null, null);

        try
        {
            _reply = await Grains.GetGrain<IAccountGrain>(View.AccountId).TestAsync(new(
                View.Login,
                string.IsNullOrEmpty(_password) || !await Clerk.MayAsync(Permissions.CustomersEdit) ? null : _password,
                _service.Length == 0 ? null : _service,
                string.IsNullOrWhiteSpace(_called) ? null : _called.Trim(),
                Clock.Now()));
        }
        catch (Exception failure) when (failure.IsTold())
        {
            _failed = Failures.Say(failure, Text["No answer came. Nothing was changed."]);
        }
        finally
        {
            _busy = false;
        }
    }

    private string Why(AccessReply reply) => reply.Result switch
    {
        AccessResult.Granted when !_seesMoney => Text[
            "{0} of {1} would be granted.", Quantity.Text(reply.Unit, reply.GrantedUnits, CultureInfo.CurrentCulture), Text[ServiceWords.Name(reply.Service ?? "")]],
        AccessResult.Granted => Text[
            "{0} of {1} would be granted, and their price held; {2} can be spent.",
            Quantity.Text(reply.Unit, reply.GrantedUnits, CultureInfo.CurrentCulture),
            Text[ServiceWords.Name(reply.Service ?? "")],
            Money.Text(reply.Spendable, reply.Currency, CultureInfo.CurrentCulture)],
        AccessResult.Recognized => Text["It is known, and nothing is used yet: a registration, or a number that is not dialled yet."],
        AccessResult.WrongCredentials => Text["The password is another one."],
        AccessResult.Blocked => Text["The account or its customer is blocked."],
        AccessResult.NotMine => Text["The name is no identity of this account any more."],
        AccessResult.InsufficientFunds => Text["There is not enough for the first interval: a top-up or more credit helps."],
        AccessResult.Forbidden => Text["The tariff forbids this destination."],
        AccessResult.NoRate => Text["The tariff has no rate for this destination, or is in another currency than the balance."],
        AccessResult.NoService => Text["The product has no such service."],
        AccessResult.TooManySessions => Text["As many sessions run as may at once."],
        AccessResult.AllowanceUsedUp => Text["The allowance is used up, and nothing is sold beyond it."],
        AccessResult.SpendingLimitReached => Text["A spending limit is reached."],
        _ => reply.Result.ToString(),
    };
}
