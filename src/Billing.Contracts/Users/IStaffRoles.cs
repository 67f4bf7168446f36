namespace Billing.Contracts.Users;

/// <summary>The roles of a member of the staff, set as one change: the sign-in framework's manager gives and takes them one by one.</summary>
/// <remarks>Of users, whom no grain keeps, as that manager is: nothing of money is written here.</remarks>
public interface IStaffRoles
{
    /// <summary>They have these roles then, and no others; what is refused changes none.</summary>
    /// <param name="user">As it was read: if somebody changed it since, nothing is done.</param>
    /// <param name="roles">Names of roles, in any case.</param>
    /// <returns>False: nothing was done, as that was so, or one of the roles is not there, or the user is a subscriber.</returns>
    Task<bool> SetAsync(PortalUser user, IReadOnlyCollection<string> roles, CancellationToken cancellation);
}
