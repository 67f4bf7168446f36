using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Core.Balances;
using NodaTime;

namespace Billing.Portal.Care;

/// <summary>What a subscriber has: lines, and the funds that pay for them as they are now.</summary>
public sealed class CareReader(IAccountQuery accounts, IFundsQuery funds, IGrainFactory grains)
{
    private const int MostLines = 100;

    /// <summary>The subscriber's accounts; the first hundred of a company's.</summary>
    public async Task<IReadOnlyList<AccountRow>> LinesAsync(Subscriber subscriber, CancellationToken cancellation) =>
        (await accounts.ListAsync(subscriber.Scope, new(CustomerId: subscriber.Scope.CustomerId), new(Size: MostLines), cancellation)).Rows;

    /// <summary>The balances that are the subscriber's to see. One that pays for others' lines too is not a single line's.</summary>
    public async Task<IReadOnlyList<CareFunds>> FundsAsync(
        Subscriber subscriber, IReadOnlyList<AccountRow> lines, Instant now, CancellationToken cancellation)
    {
        var found = new List<CareFunds>();

        foreach (var balance in lines.Select(line => line.BalanceId).Distinct())
        {
            if (await funds.FindAsync(subscriber.Scope, balance, now, cancellation) is { } record
                && await grains.GetGrain<IBalanceGrain>(balance).ShowAsync() is { } view)
            {
                found.Add(new(balance, view, record.Funds));
            }
        }

        return found;
    }
}

/// <param name="View">From the balance's grain: holds and running charges are in it.</param>
/// <param name="Funds">Allowances and the like, as they are stored.</param>
public sealed record CareFunds(long BalanceId, BalanceView View, Funds Funds)
{
    public bool IsPrepaid => View.CreditLimit == 0;

    /// <summary>What is to be paid: used and not paid yet, running sessions with what they cost so far; zero or more.</summary>
    public decimal Owed => decimal.Max(0, View.Unsettled - View.Posted);
}
