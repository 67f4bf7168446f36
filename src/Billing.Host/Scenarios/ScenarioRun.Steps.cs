using System.Text.Json;
using Billing.Contracts.Accounts;
using Billing.Contracts.Customers;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Core.Accounts;
using Billing.Core.Customers;
using Billing.Core.Subscriptions;
using Billing.Host.Price;
using NodaTime;
using NodaTime.Text;

namespace Billing.Host.Scenarios;

// What happens at a step.
internal sealed partial class ScenarioRun
{
    private const string By = "scenario";

    private sealed record StepAnswer(string At, string Do, string? Problem, IEnumerable<object>? Charges, object? Shown);

    private async Task<StepAnswer> DoAsync(ScenarioStep step, CancellationToken cancellation)
    {
        var json = new CaseReader(step.Element, step.Path);
        json.Find("do");
        json.Find("at");
        json.Find("comment");
        var (reply, shown) = (PayerReply.Done, (object?)null);

        try
        {
            (reply, shown) = await DoAsync(step, json, cancellation);
        }
        catch (CaseException wrong)
        {
            return Answer(step, new(wrong.Message.Replace($"{step.Path}.", "", StringComparison.Ordinal)), null); // nothing was ordered
        }

        json.Finish();

        return Answer(step, reply, shown);
    }

    private StepAnswer Answer(ScenarioStep step, PayerReply reply, object? shown) => new(
        Time(clock.Now),
        step.Verb,
        reply.Problem,
        reply.Charges.IsDefaultOrEmpty ? null : reply.Charges.Select(charge => (object)new
        {
            At = Time(charge.DueAt),
            charge.Kind,
            charge.Name,
            charge.Amount,
            From = charge.FromDay,
            To = charge.ToDay,
        }),
        shown);

    // Of a process before this one it is what was noted.
    private static bool IsRefused(object answer) => answer is JsonElement noted
        ? noted.TryGetProperty("problem", out var problem) && problem.ValueKind is JsonValueKind.String
        : answer is StepAnswer { Problem: not null };

    private async Task<(PayerReply Reply, object? Shown)> DoAsync(ScenarioStep step, CaseReader json, CancellationToken cancellation)
    {
        var (reply, shown) = (PayerReply.Done, (object?)null);

        switch (step.Verb)
        {
            case "subscribe":
                reply = await SubscribeAsync(json);
                break;

            case "change" or "pause" or "resume" or "cancel" or "withdraw" or "activate":
                reply = await ChangeAsync(step.Verb, json);
                break;

            case "pay" or "refund" or "charge" or "credit" or "use":
                reply = await MoneyAsync(step.Verb, json, cancellation);
                break;

            case "void" or "credit-note":
                reply = await CorrectAsync(step.Verb, json, cancellation);
                break;

            case "invoice":
                reply = await CloseNowAsync(CustomerOf(json, json.Text("customer")), cancellation);
                break;

            case "delay-dunning":
                var until = json.Text("until") ?? throw json.Error("until", "expected a day");
                reply = await WithAsync(CustomerOf(json, json.Text("customer")), payer => payer.DelayDunningAsync(new(until, By)));
                break;

            case "set-class":
                reply = await SetClassAsync(json, cancellation);
                break;

            case "set-status":
                reply = await SetStatusAsync(json);
                break;

            case "card" or "auto-pay" or "vouchers" or "set-vouchers" or "redeem" or "revoke":
                reply = await WalletAsync(step.Verb, json);
                break;

            case "coupon" or "end-coupon":
                reply = await CouponAsync(step.Verb, json);
                break;

            case "bill-run":
                shown = await BillRunAsync(json);
                break;

            case "show":
                shown = await CustomersAsync(cancellation);
                break;
        }

        return (reply, shown);
    }

    private async Task<PayerReply> SubscribeAsync(CaseReader json)
    {
        var customer = CustomerOf(json, json.Text("customer"));
        var name = json.Text("as") ?? FormattableString.Invariant($"{customer.Terms.Name}-{_subscriptions.Count + 1}");

        if (_subscriptions.ContainsKey(name))
        {
            throw json.Error("as", $"expected a name that no other subscription has, not \"{name}\"");
        }

        var order = new SubscribeOrder(
            Operation(),
            PlanOf(json, customer) ?? throw json.Error("plan", "expected a plan"),
            json.Flag("ofAccount", true) ? customer.AccountId : null,
            json.Count("quantity") ?? 1,
            json.Count("anchorDay"),
            json.Instant("from", customer.Terms.Zone),
            IsPreview: json.Flag("preview", false),
            IsBackdated: json.Flag("backdated", false),
            Anchor: json.Text("anchor"));
        var reply = await WithAsync(customer, payer => payer.SubscribeAsync(order));

        if (reply.IsDone && !order.IsPreview)
        {
            Make(new(ScenarioBook.Named.Subscription, name, [customer.Terms.Name, FormattableString.Invariant($"{reply.Id}")]));
        }

        return reply;
    }

    private async Task<PayerReply> ChangeAsync(string verb, CaseReader json)
    {
        var name = json.Text("subscription") ?? "";

        if (!_subscriptions.TryGetValue(name, out var subscription))
        {
            throw Unknown(json, "subscription", name, _subscriptions.Keys);
        }

        var customer = _customers[subscription.Customer];
        var isChange = verb is "change"; // else its fields are not known
        var isAnchored = verb is "change" or "resume";
        var from = json.Instant("from", customer.Terms.Zone);
        var change = new SubscriptionChange(
            subscription.Id,
            verb switch
            {
                "change" => SubscriptionVerb.ChangePlan,
                "pause" => SubscriptionVerb.Pause,
                "resume" => SubscriptionVerb.Resume,
                "cancel" => SubscriptionVerb.Cancel,
                "withdraw" => SubscriptionVerb.Withdraw,
                _ => SubscriptionVerb.Activate,
            },
            isChange ? PlanOf(json, customer) : null,
            isChange ? json.Count("quantity") : null,
            isAnchored && json.Find("startsPeriod") is not null ? json.Flag("startsPeriod", false) : null,
            from,
            json.Flag("atPeriodEnd", false),
            json.Flag("waivePenalty", false),
            json.Flag("preview", false),
            AnchorDay: isAnchored ? json.Count("anchorDay") : null,
            IsBackdated: json.Flag("backdated", false),
            Credit: verb is "change" or "cancel"
                ? json.Choice("credit", EndCredit.AsPlan, ("none", EndCredit.None), ("full", EndCredit.Full), ("days", EndCredit.Days))
                : EndCredit.AsPlan,
            Anchor: isAnchored ? json.Text("anchor") : null,
            TrialEnd: isChange ? TrialEnd(json.Text("trialEnd"), from ?? clock.Now, customer.Terms.Zone) : null);

        return await WithAsync(customer, payer => payer.ChangeAsync(change));
    }

    private static string? TrialEnd(string? text, Instant at, DateTimeZone zone) => text is "now" ? LocalDatePattern.Iso.Format(at.InZone(zone).Date) : text;

    // Without a word of it an exemption stays as it is.
    private async Task<PayerReply> SetClassAsync(CaseReader json, CancellationToken cancellation)
    {
        var customer = CustomerOf(json, json.Text("customer"));
        var isExempt = (await services.GetRequiredService<IInvoiceQuery>().PayerAsync(customer.BalanceId, cancellation))!.IsTaxExempt;
        var order = new PayerOrder(json.Text("class") ?? throw json.Error("class", "expected a class"), json.Flag("taxExempt", isExempt), null);

        return await WithAsync(customer, payer => payer.OpenAsync(order));
    }

    private async Task<PayerReply> SetStatusAsync(CaseReader json)
    {
        var customer = CustomerOf(json, json.Text("customer"));
        var status = json.Text("status") switch
        {
            "active" => AccountStatus.Active,
            "suspended" => AccountStatus.Suspended,
            "closed" => AccountStatus.Closed,
            _ => throw json.Error("status", "expected active, suspended or closed"),
        };
        var isOfAccount = json.Flag("ofAccount", true);
        var account = _grains.GetGrain<IAccountGrain>(customer.AccountId);
        var changed = await TryAsync(async () =>
        {
            var view = (await account.ViewAsync())!;

            if (isOfAccount)
            {
                return await account.SetStatusAsync(status, By, new(By, view.Version));
            }

            var owner = _grains.GetGrain<ICustomerGrain>(view.CustomerId);

            return await owner.SetStatusAsync(new((CustomerStatus)status, null, By, new(By, (await owner.GetAsync())!.Version)));
        });

        return changed.IsDone ? await WithAsync(customer, _ => Task.FromResult(PayerReply.Done)) : new(changed.ToString());
    }

    private async Task<object> BillRunAsync(CaseReader json)
    {
        var order = new BillRunOrder(json.Text("class"), json.Text("endsOn") ?? throw json.Error("endsOn", "expected a day"), json.Flag("dryRun", false));
        var run = _grains.GetGrain<IBillRunGrain>(json.Text("name") ?? Operation());
        var view = await TryAsync(() => run.StartAsync(order));

        while (view.EndedAt is null)
        {
            await Task.Delay(20);
            await TryAsync(async () =>
            {
                await run.ResumeAsync();

                return true;
            });
            view = (await TryAsync(run.GetAsync))!;
        }

        foreach (var customer in _customers.Values)
        {
            customer.NextAt = (await TryAsync(customer.Payer.AdvanceAsync)).NextAt;
        }

        return new { view.Payers, view.Done, view.Invoices, view.Total, Failures = view.Failures.Length };
    }

    private async Task<PayerReply> WithAsync(Customer customer, Func<IPayerGrain, Task<PayerReply>> order)
    {
        var reply = await TryAsync(() => order(customer.Payer));
        customer.NextAt = (await TryAsync(customer.Payer.AdvanceAsync)).NextAt;

        return reply;
    }

    private Customer CustomerOf(CaseReader json, string? name) => name switch
    {
        null when _customers.Count == 1 => _customers.Values.First(),
        { } known when _customers.TryGetValue(known, out var customer) => customer,
        _ => throw json.Error("customer", $"expected one of {string.Join(", ", _customers.Keys)}"),
    };

    private long? PlanOf(CaseReader json, Customer customer) => json.Text("plan") switch
    {
        null => null,
        var name when _plans.TryGetValue($"{name} {customer.Terms.Currency}", out var planId) => planId,
        _ => throw json.Error("plan", $"expected one of {string.Join(", ", scenario.Plans.Keys)}"),
    };

    // A step that was to make it may have been refused.
    private static CaseException Unknown(CaseReader json, string field, string name, IReadOnlyCollection<string> known) => json.Error(
        field, $"expected one that an earlier step made{(known.Count > 0 ? $" ({string.Join(", ", known)})" : "")}, not \"{name}\"");

    // One a step, and the same one whenever that is done.
    private string Operation() => FormattableString.Invariant($"scenario/{_step + 1}");
}
