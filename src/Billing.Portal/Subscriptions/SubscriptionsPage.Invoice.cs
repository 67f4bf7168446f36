using System.Globalization;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Invoices;
using MudBlazor;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Subscriptions;

// An invoice out of turn: first what would be on it, then the button that issues it.
public sealed partial class SubscriptionsPage
{
    private async Task InvoiceAsync()
    {
        (_told, _entry) = (null, null);
        var payer = Payer; // whose draft is shown is invoiced

        if (await payer.DraftNowAsync() is not { Lines: > 0 } draft)
        {
            _told = Text["There is nothing to invoice yet: nothing was charged in the open period."];

            return;
        }

        var culture = CultureInfo.CurrentCulture;
        var total = Money.Text(draft.Total, draft.Currency, culture);
        var parameters = new DialogParameters<ReasonDialog>
        {
            { it => it.Title, Text["Invoice {0} now", _customer!.Customer.Name] },
            {
                it => it.Follows,
                [
                    Text[
                        "What was charged since {0}: {1} and {2} of taxes.", InvoiceWords.Day(LocalDatePattern.Iso.Parse(draft.FromDay).Value, culture),
                        Money.Text(draft.Net, draft.Currency, culture), Money.Text(draft.Tax, draft.Currency, culture)],
                    Text["The invoice is over {0}; with what was owed before and paid since it asks for {1}.", total, Money.Text(draft.AmountDue, draft.Currency, culture)],
                    Text["The open period ends today. What is charged later today is on the next invoice."],
                    Text["Issued invoices keep their numbers: a wrong one is made void or corrected by a credit note."],
                ]
            },
            { it => it.Verb, Text["Issue the invoice over {0}", total] },
            { it => it.AsksReason, false },
            { it => it.Do, DoAsync },
        };

        if (await (await Dialogs.ShowAsync<ReasonDialog>((string?)null, parameters)).Result is { Canceled: false })
        {
            Navigation.NavigateTo($"admin/customers/{CustomerId}?tab=invoices");
        }

        async Task<ReasonOutcome> DoAsync(string reason, Instant? until)
        {
            var by = await Clerk.RequireAsync(Permissions.InvoicesIssue);

            return (await payer.CloseNowAsync(by)).AsChange();
        }
    }
}
