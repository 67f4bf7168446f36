using Billing.Contracts.Paging;
using Billing.Contracts.Users;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Users;

/// <summary>Everybody who can sign in.</summary>
public sealed partial class UsersPage
{
    private IReadOnlyList<RoleSummary> _roles = [];
    private UserFilter _filter = new();
    private ListTable<UserSummary, UserSort>? _list;

    [Inject]
    private IUserQuery Query { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    protected override async Task OnInitializedAsync() => _roles = await Query.RolesAsync(CancellationToken.None);

    protected override void OnParametersSet() => _filter = new(
        Address["q"],
        Address["kind"] switch { "staff" => true, "subscriber" => false, _ => null },
        Address["role"],
        Address.Choice<UserState>("state"));

    private Task<Page<UserSummary>> LoadAsync(PageRequest<UserSort> page, CancellationToken cancellation) =>
        Query.ListAsync(_filter, page, cancellation);

    private string Describe(UserSummary user) => user.IsStaff
        ? string.Join(", ", user.Roles.Select(role => Text.Role(role)))
        : user.AccountId is not null ? Text["Subscriber, one account"] : Text["Subscriber, a customer"];

    private string SecondStep(UserSummary user) => (user.IsTwoFactor, user.Passkeys) switch
    {
        (true, 0) => Text["Authenticator"],
        (true, _) => Text["Authenticator and passkey"],
        (false, > 0) => Text["Passkey"],
        _ => "",
    };

    private async Task AddAsync()
    {
        var dialog = await Dialogs.ShowAsync<NewUserDialog>(Text["Add a user"]);

        if (await dialog.Result is { Canceled: false } && _list is not null)
        {
            await _list.RefreshAsync();
        }
    }
}
