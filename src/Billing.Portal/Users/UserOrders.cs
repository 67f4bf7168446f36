using Billing.Portal.Desk;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Users;

/// <summary>Gives orders about users and roles in the name of who is signed in, and says what came of them.</summary>
internal sealed class UserOrders(Clerk clerk, FailureDesk failures, IStringLocalizer<Words> text)
{
    /// <param name="permission">Asked for with each order: the page may be older than what its viewer may do.</param>
    /// <param name="order">Gets the user's name.</param>
    /// <param name="show">Shows what is stored then, whether it was done or refused.</param>
    /// <returns>Why it was not done, or may not be; null: it was.</returns>
    public async Task<string?> GiveAsync(string permission, Func<string, Task<IdentityResult>> order, Func<Task>? show = null)
    {
        try
        {
            var result = await order(await clerk.RequireAsync(permission));

            if (show is not null)
            {
                await show();
            }

            return result.Succeeded ? null : text.Say(result);
        }
        catch (Exception failure) when (failure.IsTold())
        {
            return failures.Say(failure, text["No answer came. It may be done: look before you press the button again."]);
        }
    }
}
