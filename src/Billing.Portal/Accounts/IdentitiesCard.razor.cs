using Billing.Contracts.Users;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Accounts;

/// <summary>Aliases and the service password of an account.</summary>
public sealed partial class IdentitiesCard
{
    private string? _alias;
    private string? _password;
    private string? _secret;

    [Inject]
    private UndoDesk Undo { get; set; } = null!;

    protected override string[] Fields() => ["Alias", "Password"];

    private async Task AddAsync()
    {
        if (string.IsNullOrWhiteSpace(_alias))
        {
            Problems.Clear();
            Problems.Add("Alias", Text["1 to 128 characters without spaces"]);

            return;
        }

        var (account, alias) = (Account, _alias.Trim());

        if (await ChangeAsync(edit => account.AddAliasAsync(alias, edit)) is { } reply)
        {
            _alias = null;
            Offer(Text["{0} is added.", alias], async by => (await account.RemoveAliasAsync(alias, new(by, reply.Version))).IsDone);
        }
    }

    private async Task RemoveAsync(string alias)
    {
        var account = Account;

        if (await ChangeAsync(edit => account.RemoveAliasAsync(alias, edit)) is { } reply)
        {
            Offer(Text["{0} is removed.", alias], async by => (await account.AddAliasAsync(alias, new(by, reply.Version))).IsDone);
        }
    }

    private void Offer(string said, Func<string, Task<bool>> undo) =>
        Undo.Offer(said, Permissions.CustomersEdit, undo, () => InvokeAsync(() => OnChange.InvokeAsync()));

    private async Task ResetAsync()
    {
        var typed = string.IsNullOrEmpty(_password) ? null : _password;

        if (await ChangeAsync(edit => Account.SetPasswordAsync(typed, edit)) is { } reply)
        {
            (_password, _secret) = (null, reply.Secret ?? typed);
        }
    }
}
