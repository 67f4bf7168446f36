namespace Billing.Portal.Accounts;

/// <summary>Aliases and the service password of an account.</summary>
public sealed partial class IdentitiesCard
{
    private string? _alias;
    private string? _password;
    private string? _secret;

    protected override string[] Fields() => ["Alias", "Password"];

    private async Task AddAsync()
    {
        if (string.IsNullOrWhiteSpace(_alias))
        {
            Problems.Clear();
            Problems.Add("Alias", Text["1 to 128 characters without spaces"]);

            return;
        }

        if (await ChangeAsync(edit => Account.AddAliasAsync(_alias.Trim(), edit)) is not null)
        {
            _alias = null;
        }
    }

    private async Task RemoveAsync(string alias) => await ChangeAsync(edit => Account.RemoveAliasAsync(alias, edit));

    private async Task ResetAsync()
    {
        var typed = string.IsNullOrEmpty(_password) ? null : _password;

        if (await ChangeAsync(edit => Account.SetPasswordAsync(typed, edit)) is { } reply)
        {
            (_password, _secret) = (null, reply.Secret ?? typed);
        }
    }
}
