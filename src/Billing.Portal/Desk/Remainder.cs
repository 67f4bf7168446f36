using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Invoices;
using Billing.Contracts.Sessions;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Desk;

/// <summary>What is cut and what remains when somebody is blocked, suspended or closed: sentences to be read before it is done.</summary>
public sealed class Remainder(ISessionQuery sessions, IInvoiceQuery invoices, IGrainFactory grains, TimeProvider clock, IStringLocalizer<Words> text)
{
    private const int MostSessions = 200;
    private const int MostInvoices = 100;
    private const int MostGateways = 6;
    private const int MostPlans = 6;

    /// <summary>The gateways of open sessions, by name; "…" stands for more than a sentence holds. Empty: nothing runs.</summary>
    public async Task<string> GatewaysAsync(SessionFilter filter)
    {
        var page = await sessions.OpenAsync(Scope.Everything, filter, new(Size: MostSessions), CancellationToken.None);
        var names = page.Rows.Select(row => row.Node).Distinct().Order(StringComparer.CurrentCulture).ToList();
        var isMore = names.Count > MostGateways || page.Rows.Count == MostSessions;

        return string.Join(", ", names.Take(MostGateways)) + (isMore ? ", …" : "");
    }

    /// <summary>
    /// The plans that end for good with a closing, for what is closed ends its subscriptions and an opening begins none; empty: none does.
    /// </summary>
    /// <param name="accountId">Only those of this account; null: of all.</param>
    public async Task<string> EndsAsync(IEnumerable<long> balanceIds, long? accountId = null)
    {
        var plans = new List<string>();

        foreach (var balanceId in balanceIds)
        {
            plans.AddRange((await invoices.SubscriptionsAsync(balanceId, clock.Now(), CancellationToken.None))
                .Where(one => one.State != "ended" && (accountId is null || one.AccountId == accountId)).Select(one => one.Plan));
        }

        return string.Join(", ", plans.Take(MostPlans)) + (plans.Count > MostPlans ? ", …" : "");
    }

    /// <summary>How a balance stands, and which of its invoices nobody has paid.</summary>
    public async Task<IReadOnlyList<string>> MoneyAsync(long balanceId)
    {
        if (await grains.GetGrain<IBalanceGrain>(balanceId).ShowAsync() is not { } balance)
        {
            return [];
        }

        var open = (await invoices.PageAsync(new(balanceId, OnlyOpen: true), after: null, MostInvoices, CancellationToken.None))
            .Where(invoice => invoice.Total > invoice.Settled).ToList();

        return
        [
            balance.Posted < 0
                ? text["Owed: {0}, which stays owed; sessions hold {1}.", In(-balance.Posted), In(balance.Held)]
                : text["On the balance: {0}, which stays there; sessions hold {1}.", In(balance.Posted), In(balance.Held)],
            open.Count == 0
                ? text["No invoice is unpaid."]
                : text["Unpaid invoices: {0}, together {1}.", $"{open.Count}{(open.Count == MostInvoices ? "+" : "")}", In(open.Sum(invoice => invoice.Total - invoice.Settled))],
        ];

        string In(decimal amount) => Money.Text(amount, balance.Currency, CultureInfo.CurrentCulture);
    }
}
