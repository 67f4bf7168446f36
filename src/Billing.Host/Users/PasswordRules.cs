using Billing.Contracts.Users;
using Microsoft.AspNetCore.Identity;

namespace Billing.Host.Users;

/// <summary>What length alone lets through: what everybody would try first.</summary>
internal sealed class PasswordRules : IPasswordValidator<PortalUser>
{
    // Those of the published lists of leaked passwords that are long enough.
    private static readonly HashSet<string> WellKnown = new(StringComparer.OrdinalIgnoreCase)
    {
        "123456789012", "1234567890123", "12345678901234", "123456789012345", "1234567890123456", "password1234",
        "password12345", "password123456", "passwordpassword", "qwertyuiop12", "qwertyuiop123", "qwertyuiopasdf",
        "qwertyuiopasdfghjklzxcvbnm", "1q2w3e4r5t6y", "1q2w3e4r5t6y7u8i", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv", "abcdefghijkl",
        "abcd12345678", "administrator", "administrator1", "iloveyou1234", "letmein12345", "welcome12345", "changeme1234",
        "contraseña123", "contrasena123", "unknown12345", "football1234", "princess1234", "superman1234", "qwerty123456",
        "qwerty1234567", "asdfghjkl123", "0987654321098", "correcthorsebatterystaple",
    };

    public Task<IdentityResult> ValidateAsync(UserManager<PortalUser> manager, PortalUser user, string? password)
    {
        var isGuessable = password is not null && (WellKnown.Contains(password) || Is(user.UserName) || Is(user.Email));

        return Task.FromResult(isGuessable
            ? IdentityResult.Failed(new IdentityError
            {
                Code = "PasswordGuessable",
                Description = "This password is among the first that anybody would try: expected another one.",
            })
            : IdentityResult.Success);

        bool Is(string? name) => string.Equals(password, name, StringComparison.OrdinalIgnoreCase);
    }
}
