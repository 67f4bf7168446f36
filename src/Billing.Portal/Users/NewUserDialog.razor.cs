using Billing.Contracts.Users;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Users;

/// <summary>A new member of the staff.</summary>
public sealed partial class NewUserDialog
{
    private readonly HashSet<string> _chosen = [PortalRole.ReadOnly];
    private IReadOnlyList<RoleSummary>? _roles;
    private string? _name;
    private string? _displayName;
    private string? _email;
    private string? _problem;
    private string? _password;
    private bool _busy;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    private IUserQuery Query { get; set; } = null!;

    [Inject]
    private UserDesk Desk { get; set; } = null!;

    [Inject]
    private UserOrders Orders { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override async Task OnInitializedAsync() => _roles = await Query.RolesAsync(CancellationToken.None);

    private void Choose(string role, bool isChosen) => _ = isChosen ? _chosen.Add(role) : _chosen.Remove(role);

    private async Task AddAsync()
    {
        if (_busy)
        {
            return;
        }

        (_busy, _problem) = (true, null);

        try
        {
            var email = string.IsNullOrWhiteSpace(_email) ? null : _email.Trim();
            var user = new PortalUser { UserName = _name?.Trim() ?? "", DisplayName = _displayName?.Trim(), Email = email };
            _problem = await Orders.GiveAsync(Permissions.UsersManage, async by =>
            {
                var (result, password) = await Desk.CreateAsync(by, user, [.. _chosen]);
                _password = password;

                return result;
            });
        }
        finally
        {
            _busy = false;
        }
    }
}
