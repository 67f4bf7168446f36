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
    private Task SuspendAsync() => AskAsync(CustomerStatus.Suspended, new DialogParameters<ReasonDialog>
    {
        { it => it.Title, Text["Suspend {0}", Whose] },
        { it => it.Follows, Following(Text["Running sessions are granted no more: they end at their next report."]) },
        { it => it.Verb, Text["Suspend"] },
        { it => it.IsGrave, true },
        { it => it.AsksUntil, true },
    });

    private Task CloseAsync() => AskAsync(CustomerStatus.Closed, new DialogParameters<ReasonDialog>
    {
        { it => it.Title, Text["Close {0}", Whose] },
        { it => it.Follows, Following(Text["The balance and all records stay; money that is left is not paid out by this."]) },
        { it => it.Verb, Text["Close customer"] },
        { it => it.IsGrave, true },
    });

    private Task ActivateAsync() => AskAsync(CustomerStatus.Active, new DialogParameters<ReasonDialog>
    {
        { it => it.Title, _view!.Status is CustomerStatus.Suspended ? Text["Lift the suspension of {0}", Whose] : Text["Open {0} again", Whose] },
        { it => it.Follows, [Text["Accounts that are not blocked themselves work again at once."]] },
        { it => it.Verb, _view!.Status is CustomerStatus.Suspended ? Text["Lift suspension"] : Text["Open again"] },
        { it => it.AsksReason, false },
    });

    private string[] Following(string last) =>
    [
        Text["Accounts that are rejected at their next login: {0}.", _detail!.Customer.Accounts],
        Text["Sessions that run now: {0}. What they used stays charged; what is held beyond that is released.", _detail.OpenSessions],
        last,
    ];

    private async Task AskAsync(CustomerStatus status, DialogParameters<ReasonDialog> parameters)
    {
        parameters.Add(it => it.Do, DoAsync);
        var dialog = await Dialogs.ShowAsync<ReasonDialog>((string?)null, parameters);
        await dialog.Result;
        await LoadAsync();

        async Task<ReasonOutcome> DoAsync(string reason, Instant? until)
        {
            var edit = await Clerk.EditAsync(Permissions.CustomersEdit, _view!.Version);

            return await Grains.GetGrain<ICustomerGrain>(CustomerId).SetStatusAsync(new(status, until, reason.Length > 0 ? reason : null, edit));
        }
    }
}
