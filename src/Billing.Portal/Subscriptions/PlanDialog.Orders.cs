using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Core.Subscriptions;
using Billing.Portal.Desk;
using Billing.Portal.Invoices;
using MudBlazor;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Subscriptions;

// What was chosen as an order: first to be shown, then to be done.
public sealed partial class PlanDialog
{
    // The earlier preview stays, pale, until another comes: the buttons below it keep their place. Nothing is ordered meanwhile.
    private async Task PreviewAsync()
    {
        _problems.Clear();
        var asked = ++_asked;
        _isAsked = IsComplete(out var quantity);

        if (!_isAsked)
        {
            _preview = null;

            return;
        }

        IReadOnlyList<ChargeView>? preview = null;

        try
        {
            var reply = What is PlanVerb.Add
                ? await Payer.SubscribeAsync(Order(quantity) with { IsPreview = true })
                : await Payer.ChangeAsync(Change(quantity) with { IsPreview = true });

            if (asked == _asked) // else it is of what was chosen before
            {
                preview = _problems.Take(reply.AsChange()) ? reply.Charges.IsDefault ? [] : reply.Charges : null;
            }
        }
        catch (Exception failure) when (failure.IsTold())
        {
            if (asked == _asked)
            {
                _problems.Take(failure);
            }
        }
        finally
        {
            (_preview, _isAsked) = asked == _asked ? (preview, false) : (_preview, _isAsked);
        }
    }

    // Whether there is something to ask for; what keeps it from that is among the problems.
    private bool IsComplete(out int quantity)
    {
        if (!int.TryParse(_quantity, NumberStyles.None, CultureInfo.CurrentCulture, out quantity) || quantity < 1)
        {
            _problems.Add("quantity", Text["Expected: {0}", Text["a number of 1 or more"]]);

            return false;
        }

        if (HasPlan && Chosen is null && !IsCounted && !IsMoved)
        {
            return false;
        }

        if (!IsDay)
        {
            _problems.Add("from", Text["Expected: {0}", Text["a day"]]);

            return false;
        }

        if (HasAnchor && !string.IsNullOrWhiteSpace(_anchor) && AnchorDay is not (>= 1 and <= 31))
        {
            _problems.Add("anchorDay", Text["Expected: {0}", Text["a number of 1 to 31"]]);

            return false;
        }

        return true;
    }

    private SubscribeOrder Order(int quantity) => new(
        _operationId,
        Chosen!.PlanId,
        long.TryParse(_account, CultureInfo.InvariantCulture, out var accountId) ? accountId : null,
        quantity,
        AnchorDay,
        From,
        IsBackdated: _isBackdated);

    private Instant? From => LocalDatePattern.Iso.Parse(_from ?? "") is { Success: true } day ? Zone.AtStartOfDay(day.Value).ToInstant() : null;

    private SubscriptionChange Change(int quantity) => What is PlanVerb.Change
        // The pieces that were not touched stay as they are by then: another may have changed them since they were read.
        ? new(
            Subscription!.SubscriptionId, SubscriptionVerb.ChangePlan, Chosen?.PlanId, quantity == Subscription.Quantity ? null : quantity, _isAnew ? true : null, From,
            AtPeriodEnd: AtPeriodEnd, IsPenaltyWaived: _isWaived, AnchorDay: AnchorDay, IsBackdated: _isBackdated, Credit: Credit, TrialEnd: TrialEnd)
        : new(
            Subscription!.SubscriptionId,
            What switch
            {
                PlanVerb.Pause => SubscriptionVerb.Pause,
                PlanVerb.Resume => SubscriptionVerb.Resume,
                PlanVerb.Begin => SubscriptionVerb.Activate,
                PlanVerb.Withdraw => SubscriptionVerb.Withdraw,
                _ => SubscriptionVerb.Cancel,
            },
            At: From,
            AtPeriodEnd: AtPeriodEnd,
            IsPenaltyWaived: _isWaived,
            IsBackdated: _isBackdated && MayBeLate,
            Credit: Credit);

    private async Task DoAsync()
    {
        if (_preview is null || _isAsked)
        {
            return;
        }

        // As it was previewed: what is chosen while it is on its way has no preview yet.
        SubscriptionRecord? before = null;
        var quantity = int.Parse(_quantity!, CultureInfo.CurrentCulture);
        var (order, change) = What is PlanVerb.Add ? (Order(quantity), null) : ((SubscribeOrder?)null, Change(quantity));
        var isFull = Credit is EndCredit.Full;

        if (await _problems.OrderAsync(async () =>
        {
            var by = await Clerk.RequireAsync(Permissions.CustomersEdit);

            if (isFull)
            {
                await Clerk.RequireAsync(Permissions.MoneyAdjust); // used days too: that is money given
            }

            if (Subscription is { SubscriptionId: var id })
            {
                before = (await Invoices.SubscriptionsAsync(BalanceId, Clock.Now(), CancellationToken.None)).FirstOrDefault(one => one.SubscriptionId == id);
            }

            var reply = order is not null
                ? await Payer.SubscribeAsync(order with { By = by })
                : await Payer.ChangeAsync(change! with { By = by });

            return reply.AsChange();
        }))
        {
            Dialog.Close(DialogResult.Ok(before));
        }
    }
}
