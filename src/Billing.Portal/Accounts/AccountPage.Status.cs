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
    private Task BlockAsync() => EndAsync(
        AccountStatus.Suspended,
        Text["Block {0}", Whose],
        Text["Block and disconnect"],
        Text["It can be undone at once or lifted later; sessions that were ended do not come back."],
        Text["{0} is blocked.", Whose]);

    private async Task CloseAsync()
    {
        var ends = await Remainder.EndsAsync([_view!.BalanceId], AccountId);
        await EndAsync(
            AccountStatus.Closed,
            Text["Close {0}", Whose],
            Text["Close account"],
            ends.Length == 0
                ? Text["It can be undone at once or opened again later; sessions that were ended do not come back."]
                : Text["This cannot be undone: {0} ends for good. The account can be opened again, without it.", ends],
            ends.Length == 0 ? Text["{0} is closed.", Whose].Value : null);
    }

    // Blocked first, so that a device which reconnects at once is rejected.
    /// <param name="done">What is said beside the offer to undo it; null: it cannot be undone.</param>
    private async Task EndAsync(AccountStatus status, string title, string verb, string remains, string? done)
    {
        var (before, account) = (_view!, Grains.GetGrain<IAccountGrain>(AccountId));
        var cause = $"portal-{Guid.NewGuid():N}";
        var gateways = await Remainder.GatewaysAsync(new(AccountId: AccountId));
        var money = await Remainder.MoneyAsync(_view!.BalanceId);

        await AskAsync(
            new DialogParameters<ReasonDialog>
            {
                { it => it.Title, title },
                { it => it.Follows,
                    [
                        Text["Its logins are rejected from now on; emergency calls go on."],
                        gateways.Length == 0
                            ? Text["No session runs now."]
                            : Text["Told to end them: {0}. Sessions: {1}. What they used stays charged; what is held beyond that is released.", gateways, _row!.OpenSessions],
                        .. money,
                        remains,
                    ]
                },
                { it => it.Verb, verb },
                { it => it.IsGrave, true },
            },
            async (reason, _) =>
            {
                var edit = await Clerk.EditAsync(Permissions.CustomersEdit, before.Version);

                // Read again: a plan that ends for good may have come while the dialog was open.
                var isFinal = status is AccountStatus.Closed && (await Remainder.EndsAsync([before.BalanceId], AccountId)).Length > 0;
                var reply = await account.SetStatusAsync(status, reason, edit);

                if (!reply.IsDone)
                {
                    return reply;
                }

                var sessions = await Grains.GetGrain<IAccountControlGrain>(AccountId).DisconnectAsync(new(cause, edit.By, reason));

                if (done is not null && !isFinal)
                {
                    Undo.Offer(
                        done,
                        Permissions.CustomersEdit,
                        before.Version,
                        reply,
                        edit => account.SetStatusAsync(before.Status, before.StatusReason, edit),
                        () => InvokeAsync(LoadAsync));
                }

                return new(reply, SessionWords.Answers(sessions, Text));
            });
    }

    private Task OpenAgainAsync()
    {
        var before = _view!;

        return AskAsync(
            new DialogParameters<ReasonDialog>
            {
                { it => it.Title, Text["Let {0} be used again", Whose] },
                { it => it.Follows, [Text["Its next login is accepted, if nothing else keeps it."]] },
                { it => it.Verb, before.Status is AccountStatus.Suspended ? Text["Lift the block"] : Text["Open again"] },
                { it => it.AsksReason, false },
            },
            async (_, _) =>
            {
                var account = Grains.GetGrain<IAccountGrain>(AccountId);
                var reply = await account.SetStatusAsync(AccountStatus.Active, null, await Clerk.EditAsync(Permissions.CustomersEdit, before.Version));

                if (reply.IsDone && before.Status is AccountStatus.Suspended)
                {
                    Undo.Offer(
                        Text["{0} may be used again.", Whose],
                        Permissions.CustomersEdit,
                        before.Version,
                        reply,
                        edit => account.SetStatusAsync(before.Status, before.StatusReason, edit),
                        () => InvokeAsync(LoadAsync));
                }

                return reply;
            });
    }

    private async Task AskAsync(DialogParameters<ReasonDialog> parameters, Func<string, Instant?, Task<ReasonOutcome>> doAsync)
    {
        parameters.Add(it => it.Do, doAsync);
        var dialog = await Dialogs.ShowAsync<ReasonDialog>((string?)null, parameters);
        await dialog.Result;
        await LoadAsync();
    }
}
