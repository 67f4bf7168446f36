using Billing.Contracts.Accounts;
using Billing.Core.Accounts;
using Billing.Grains.Changes;

namespace Billing.Grains.Accounts;

/// <summary>What the forms of accounts must be like.</summary>
internal static class AccountRules
{
    public const string AliasExpected = "1 to 128 printable characters without spaces";
    public const string PasswordExpected = "1 to 128 characters (octets in UTF-8)";

    private const int MostAddOns = 50;
    private const int MostAliases = 1_000;

    public static Problems Check(NewAccount account) => Check(
            new Problems()
                .Expect(Login.IsOne(account.Login ?? ""), nameof(account.Login), AliasExpected)
                .Expect(account.Password is null || ServicePassword.IsOne(account.Password), nameof(account.Password), PasswordExpected)
                .Expect(Enum.IsDefined(account.Balance), nameof(account.Balance), "its own or the customer's shared one"),
            new(account.ProductId, account.AddOns, null))
        .Expect(
            account.Aliases.Length <= MostAliases && account.Aliases.All(Login.IsOne), nameof(account.Aliases), $"up to {MostAliases} of {AliasExpected}")
        .Expect(account.Aliases.Add(account.Login!).AreDistinct(), nameof(account.Aliases), "each alias once, and not the login");

    public static Problems Check(ProductChange change) => Check(new(), change);

    private static Problems Check(Problems problems, ProductChange change) => problems
        .Expect(change.AddOns.Length <= MostAddOns, nameof(change.AddOns), $"up to {MostAddOns}")
        .Expect(
            change.AddOns.AreDistinct() && !change.AddOns.Contains(change.ProductId), nameof(change.AddOns), "each product once, and not the main one");
}
