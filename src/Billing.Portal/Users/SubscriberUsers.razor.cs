using Billing.Contracts.Users;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Billing.Portal.Users;

/// <summary>Self-care users of a customer or an account: made, given a new password, disabled.</summary>
public sealed partial class SubscriberUsers
{
    private IReadOnlyList<UserSummary>? _users;
    private (string Name, string Secret)? _secret;
    private string? _name;
    private string? _email;
    private string? _problem;
    private SubscriberOf? _shown;
    private bool _busy;

    [Parameter, EditorRequired]
    public SubscriberOf Whose { get; set; } = null!;

    [Inject]
    private SubscriberDesk Desk { get; set; } = null!;

    [Inject]
    private UserOrders Orders { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Whose)
        {
            (_shown, _users, _secret, _problem) = (Whose, null, null, null);
            _users = await Desk.ListAsync(Whose);
        }
    }

    private Task AddAsync() => DoAsync(_name?.Trim() ?? "", async by =>
    {
        var made = await Desk.CreateAsync(by, Whose, _name?.Trim() ?? "", string.IsNullOrWhiteSpace(_email) ? null : _email.Trim());

        if (made.Result.Succeeded)
        {
            (_name, _email) = (null, null);
        }

        return made;
    });

    private Task ResetAsync(UserSummary user) => DoAsync(user.UserName, by => Desk.ResetPasswordAsync(by, Whose, user.UserId));

    private Task DisableAsync(UserSummary user) => DoAsync(
        user.UserName, async by => (await Desk.DisableAsync(by, Whose, user.UserId, user.State is not UserState.Disabled), null));

    private async Task DoAsync(string name, Func<string, Task<(IdentityResult Result, string? Password)>> act)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _problem, _secret) = (true, null, null);

        try
        {
            _problem = await Orders.GiveAsync(
                Permissions.CustomersEdit,
                async by =>
                {
                    var (result, password) = await act(by);
                    _secret = password is null ? null : (name, password);

                    return result;
                },
                async () => _users = await Desk.ListAsync(Whose));
        }
        finally
        {
            _busy = false;
        }
    }
}
