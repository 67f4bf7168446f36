using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Users;

/// <summary>Identity's refusals in the viewer's language.</summary>
internal static class IdentityWords
{
    /// <summary>All of what was refused, as one text.</summary>
    public static string Say(this IStringLocalizer<Words> text, IdentityResult result) =>
        string.Join(' ', result.Errors.Select(error => Say(text, error)));

    private static string Say(IStringLocalizer<Words> text, IdentityError error) => error.Code switch
    {
        nameof(IdentityErrorDescriber.PasswordTooShort) => text["The password needs 12 characters or more."],
        nameof(IdentityErrorDescriber.PasswordRequiresUniqueChars) => text["The password needs 5 different characters or more."],
        "PasswordGuessable" => text["This password is among the first that anybody would try. Choose another one."],
        nameof(IdentityErrorDescriber.PasswordMismatch) => text["The present password is not right."],
        nameof(IdentityErrorDescriber.DuplicateUserName) => text["Somebody has this user name already."],
        nameof(IdentityErrorDescriber.InvalidUserName) => text["A user name has letters, digits and - . _ @ + only."],
        nameof(IdentityErrorDescriber.InvalidEmail) => text["This is not an e-mail address."],
        nameof(IdentityErrorDescriber.DuplicateRoleName) => text["There is a role of this name already."],
        nameof(IdentityErrorDescriber.InvalidRoleName) => text["A role needs a name."],
        nameof(IdentityErrorDescriber.ConcurrencyFailure) => text["Somebody else changed this meanwhile. Load the page again and look first."],
        "RoleInUse" => text["Users have this role. Take it from them first."],
        "RoleFixed" => text["This role cannot be changed."],
        "LastAdministrator" => text["This is the last administrator who can sign in: make another one first."],
        "NotTheirs" => text["This is no self-care user of this customer or account. Nothing was done."],
        "Oneself" => text["You cannot do this to yourself."],
        _ => error.Description,
    };
}
