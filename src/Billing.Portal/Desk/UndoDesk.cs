using Billing.Contracts.Changes;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Desk;

/// <summary>Says that something small was changed, and takes it back when asked: by a change of its own, in the log like any other.</summary>
public sealed class UndoDesk(ISnackbar snackbar, Clerk clerk, FailureDesk failures, IStringLocalizer<Words> text)
{
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(10);

    /// <summary>The same of what has versions. An order that changed nothing is said alone: it was so already, and another did that.</summary>
    /// <param name="seen">The version that was changed.</param>
    /// <param name="done">What came of it.</param>
    /// <param name="undo">Makes the counter-change of the version that came of it: what another changed since is left alone.</param>
    public void Offer(string said, string permission, long seen, ChangeReply done, Func<Edit, Task<ChangeReply>> undo, Func<Task> shown)
    {
        if (done.Version == seen)
        {
            snackbar.Add(said, Severity.Success);
        }
        else
        {
            Offer(said, permission, async by => (await undo(new(by, done.Version))).IsDone, shown);
        }
    }

    /// <param name="said">What was done; translated.</param>
    /// <param name="permission">Asked for again: the page may be older than the permission.</param>
    /// <param name="undo">Makes the counter-change in somebody's name; false: somebody else has changed it meanwhile.</param>
    /// <param name="shown">Shows what is stored then.</param>
    public void Offer(string said, string permission, Func<string, Task<bool>> undo, Func<Task> shown) => snackbar.Add(said, Severity.Success, options =>
    {
        options.VisibleStateDuration = (int)Shown.TotalMilliseconds;

        // The same words again offer to take back something else: what is shown still, or fades, is of the change before.
        options.DuplicatesBehavior = SnackbarDuplicatesBehavior.Allow;
        options.Action = text["Undo"];
        options.OnClick = async _ =>
        {
            try
            {
                if (await undo(await clerk.RequireAsync(permission)))
                {
                    snackbar.Add(text["Undone: it is as it was before."], Severity.Success);
                    await shown();
                }
                else
                {
                    snackbar.Add(text["Not undone: somebody changed it meanwhile. Nothing of theirs was touched."], Severity.Warning);
                }
            }
            catch (Exception failure) when (failure.IsTold())
            {
                snackbar.Add(
                    failures.Say(failure, text["No answer came. It may be undone: look before you change it again."]),
                    Severity.Error);
            }
        };
    });
}
