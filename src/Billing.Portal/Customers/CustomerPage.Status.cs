using Billing.Contracts.Customers;
using Billing.Contracts.Users;
using Billing.Core.Customers;
using Billing.Portal.Desk;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Customers;

/// <summary>Suspending, lifting, closing.</summary>
public sealed partial class CustomerPage
{
    // A customer of more has them in the list of balances.
    private const int MostBalances = 3;

    private async Task SuspendAsync() => await AskAsync(CustomerStatus.Suspended, new DialogParameters<ReasonDialog>
    {
        { it => it.Title, Text["Suspend {0}", Whose] },
        { it => it.Follows, await FollowingAsync(Text["Running sessions are granted no more: they end at their next report."]) },
        { it => it.Verb, Text["Suspend"] },
        { it => it.IsGrave, true },
        { it => it.AsksUntil, true },
    });

    private async Task CloseAsync()
    {
        var ends = await Remainder.EndsAsync(_balances.Select(balance => balance.BalanceId));
        string[] follows =
        [
            .. await FollowingAsync(Text["The balance and all records stay; money that is left is not paid out by this."]),
            ends.Length == 0
                ? Text["It can be undone at once or opened again later; sessions that were ended do not come back."]
                : Text["This cannot be undone: {0} ends for good. The customer can be opened again, without it.", ends],
        ];
        await AskAsync(
            CustomerStatus.Closed,
            new DialogParameters<ReasonDialog>
            {
                { it => it.Title, Text["Close {0}", Whose] },
                { it => it.Follows, follows },
                { it => it.Verb, Text["Close customer"] },
                { it => it.IsGrave, true },
            });
    }

    private Task ActivateAsync() => AskAsync(CustomerStatus.Active, new DialogParameters<ReasonDialog>
    {
        { it => it.Title, _view!.Status is CustomerStatus.Suspended ? Text["Lift the suspension of {0}", Whose] : Text["Open {0} again", Whose] },
        { it => it.Follows, [Text["Accounts that are not blocked themselves work again at once."]] },
        { it => it.Verb, _view!.Status is CustomerStatus.Suspended ? Text["Lift suspension"] : Text["Open again"] },
        { it => it.AsksReason, false },
    });

    private async Task<string[]> FollowingAsync(string last)
    {
        var gateways = await Remainder.GatewaysAsync(new(CustomerId: CustomerId));
        var money = new List<string>();

        foreach (var balance in _balances.Take(MostBalances))
        {
            money.AddRange(await Remainder.MoneyAsync(balance.BalanceId));
        }

        return
        [
            Text["Accounts that are rejected at their next login: {0}.", _detail!.Customer.Accounts],
            gateways.Length == 0
                ? Text["No session runs now."]
                : Text["Sessions that run now: {0}, at {1}. What they used stays charged; what is held beyond that is released.", _detail.OpenSessions, gateways],
            .. money,
            last,
        ];
    }

    private async Task AskAsync(CustomerStatus status, DialogParameters<ReasonDialog> parameters)
    {
        parameters.Add(it => it.Do, DoAsync);
        var dialog = await Dialogs.ShowAsync<ReasonDialog>((string?)null, parameters);
        await dialog.Result;
        await LoadAsync();

        async Task<ReasonOutcome> DoAsync(string reason, Instant? until)
        {
            var (before, customer) = (_view!, Grains.GetGrain<ICustomerGrain>(CustomerId));
            var edit = await Clerk.EditAsync(Permissions.CustomersEdit, before.Version);

            // Read again: a plan that ends for good may have come while the dialog was open.
            var isFinal = status is CustomerStatus.Closed && (await Remainder.EndsAsync(_balances.Select(balance => balance.BalanceId))).Length > 0;
            var reply = await customer.SetStatusAsync(new(status, until, reason.Length > 0 ? reason : null, edit));

            // What a closing ends does not begin again with an opening; whom an opening let in is not closed by a click.
            if (reply.IsDone && before.Status is not CustomerStatus.Closed && !isFinal)
            {
                Undo.Offer(
                    $"{Whose}: {Text[CustomerWords.Name(status)]}",
                    Permissions.CustomersEdit,
                    before.Version,
                    reply,
                    edit => customer.SetStatusAsync(new(before.Status, before.SuspendedUntil, before.StatusReason, edit)),
                    () => InvokeAsync(LoadAsync));
            }

            return reply;
        }
    }
}
