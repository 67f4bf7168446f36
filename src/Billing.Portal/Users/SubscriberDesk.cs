using Billing.Contracts.Users;
using Microsoft.AspNetCore.Identity;

namespace Billing.Portal.Users;

/// <summary>What who edits customers does with who signs in to self-care for one: never with the staff, never with another's.</summary>
/// <remarks>Whoever calls it has checked that <c>by</c>, a user name, may edit customers.</remarks>
internal sealed class SubscriberDesk(UserDesk desk, IUserQuery query)
{
    private const int Most = 100;

    public async Task<IReadOnlyList<UserSummary>> ListAsync(SubscriberOf whose) =>
        (await query.ListAsync(new(CustomerId: whose.CustomerId, AccountId: whose.AccountId), new(Size: Most), CancellationToken.None)).Rows;

    /// <returns>With success, the password that was made: told this once.</returns>
    public Task<(IdentityResult Result, string? Password)> CreateAsync(string by, SubscriberOf whose, string name, string? email) =>
        desk.CreateAsync(by, new() { UserName = name, Email = email, CustomerId = whose.CustomerId, AccountId = whose.AccountId }, []);

    public async Task<(IdentityResult Result, string? Password)> ResetPasswordAsync(string by, SubscriberOf whose, long userId) =>
        await IsTheirsAsync(whose, userId) ? await desk.ResetPasswordAsync(by, userId) : (NotTheirs, null);

    public async Task<IdentityResult> DisableAsync(string by, SubscriberOf whose, long userId, bool isDisabled) =>
        await IsTheirsAsync(whose, userId) ? await desk.DisableAsync(by, userId, isDisabled) : NotTheirs;

    internal static IdentityResult NotTheirs { get; } = IdentityResult.Failed(new IdentityError
    {
        Code = nameof(NotTheirs),
        Description = "This is no self-care user of this customer or account.",
    });

    private async Task<bool> IsTheirsAsync(SubscriberOf whose, long userId) =>
        await query.FindAsync(userId, CancellationToken.None) is { IsStaff: false } user
        && user.CustomerId == whose.CustomerId && user.AccountId == whose.AccountId;
}

/// <summary>Exactly one is given.</summary>
public sealed record SubscriberOf(long? CustomerId, long? AccountId);
