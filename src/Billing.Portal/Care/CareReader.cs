using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Core.Balances;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;
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

        foreach (var drawn in lines.GroupBy(line => line.BalanceId))
        {
            if (await funds.FindAsync(subscriber.Scope, drawn.Key, now, cancellation) is { } record
                && await grains.GetGrain<IBalanceGrain>(drawn.Key).ShowAsync() is { } view)
            {
                found.Add(new(drawn.Key, view, record.Funds, [.. drawn.Select(line => line.Login)]));
            }
        }

        return found;
    }
}

/// <param name="View">From the balance's grain: holds and running charges are in it.</param>
/// <param name="Funds">Allowances and the like, as they are stored.</param>
/// <param name="Logins">Of the lines that draw on it; of a company's many, those that were read.</param>
public sealed record CareFunds(long BalanceId, BalanceView View, Funds Funds, IReadOnlyList<string> Logins)
{
    private const int MostNames = 3;

    public bool IsPrepaid => View.CreditLimit == 0;

    /// <summary>What was paid less what was used, running sessions with what they cost so far: below zero it is owed.</summary>
    public decimal Settled => View.Posted - View.Unsettled;

    /// <summary>What is to be paid; zero or more.</summary>
    public decimal Owed => decimal.Max(0, -Settled);

    /// <summary>What was paid before it was used; zero or more.</summary>
    public decimal InAdvance => decimal.Max(0, Settled);

    /// <summary>What may be owed still: never more than the limit, however much was paid in advance.</summary>
    public decimal LeftOfLimit => decimal.Clamp(View.Available, 0, View.CreditLimit);

    /// <summary>Whose lines it pays for: what tells it from another with as much on it.</summary>
    public string Name(IStringLocalizer text) => Logins.Count > MostNames
        ? text["{0} and others", string.Join(", ", Logins.Take(MostNames))]
        : string.Join(", ", Logins);

    /// <summary>Lines and what is on it, for a choice of several.</summary>
    public string Choice(IStringLocalizer text, CultureInfo culture) => $"{Name(text)}: {Money.Text(View.Available, View.Currency, culture)}";
}
