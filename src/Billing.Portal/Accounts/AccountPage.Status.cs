using Billing.Contracts.Accounts;
using Billing.Contracts.Users;
using Billing.Core.Accounts;
using Billing.Portal.Desk;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Accounts;

/// <summary>Blocking with its disconnections, closing, opening again.</summary>
public sealed partial class AccountPage
{
    private Task BlockAsync() => EndAsync(AccountStatus.Suspended, Text["Block {0}", Whose], Text["Block and disconnect"]);

    private Task CloseAsync() => EndAsync(AccountStatus.Closed, Text["Close {0}", Whose], Text["Close account"]);

    // Blocked first, so that a device which reconnects at once is rejected.
    private Task EndAsync(AccountStatus status, string title, string verb)
    {
        var cause = $"portal-{Guid.NewGuid():N}";

        return AskAsync(
            new DialogParameters<ReasonDialog>
            {
                { it => it.Title, title },
                { it => it.Follows, new string[]
                    {
                        Text["Its logins are rejected from now on; calls for help go on."],
                        Text["Sessions whose gateways are told to end them: {0}. What they used stays charged; what is held beyond that is released.", _row!.OpenSessions],
                    }
                },
                { it => it.Verb, verb },
                { it => it.IsGrave, true },
            },
            async (reason, _) =>
            {
                var edit = await Clerk.EditAsync(Permissions.CustomersEdit, _view!.Version);
                var reply = await Grains.GetGrain<IAccountGrain>(AccountId).SetStatusAsync(status, reason, edit);

                if (!reply.IsDone)
                {
                    return reply;
                }

                var sessions = await Grains.GetGrain<IAccountControlGrain>(AccountId).DisconnectAsync(new(cause, edit.By, reason));

                return new(reply, SessionWords.Answers(sessions, Text));
            });
    }

    private Task OpenAgainAsync() => AskAsync(
        new DialogParameters<ReasonDialog>
        {
            { it => it.Title, Text["Let {0} be used again", Whose] },
            { it => it.Follows, new string[] { Text["Its next login is accepted, if nothing else keeps it."] } },
            { it => it.Verb, _view!.Status is AccountStatus.Suspended ? Text["Lift the block"] : Text["Open again"] },
            { it => it.AsksReason, false },
        },
        async (_, _) => await Grains.GetGrain<IAccountGrain>(AccountId)
            .SetStatusAsync(AccountStatus.Active, null, await Clerk.EditAsync(Permissions.CustomersEdit, _view!.Version)));

    private async Task AskAsync(DialogParameters<ReasonDialog> parameters, Func<string, Instant?, Task<ReasonOutcome>> doAsync)
    {
        parameters.Add(it => it.Do, doAsync);
        var dialog = await Dialogs.ShowAsync<ReasonDialog>((string?)null, parameters);
        await dialog.Result;
        await LoadAsync();
    }
}
