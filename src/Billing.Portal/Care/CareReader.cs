using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Customers;
using Billing.Core.Balances;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Care;

/// <summary>What a subscriber has: lines, and the funds that pay for them as they are now.</summary>
public sealed class CareReader(IAccountQuery accounts, IFundsQuery funds, ICustomerQuery customers, IGrainFactory grains)
{
    /// <summary>So many are shown at once; when there are more, <see cref="LineFinder"/> says so.</summary>
    public const int MostLines = 100;

    /// <summary>What the beginning of the wanted lines is called in the address.</summary>
    public const string Find = "find";

    /// <summary>Whether there are no others: what none of those is that were read, one of the others may be.</summary>
    public static bool AreAll(IReadOnlyList<AccountRow> lines) => lines.Count <= MostLines;

    /// <summary>The subscriber's accounts; the first of a company's very many, one beyond <see cref="MostLines"/> to tell that there are more.</summary>
    /// <param name="address">
    /// The page's: the beginning of the lines; a balance whose lines are among them in any case, and, where none are looked for, a line.
    /// </param>
    public async Task<IReadOnlyList<AccountRow>> LinesAsync(Subscriber subscriber, AddressQuery address, CancellationToken cancellation)
    {
        var all = new AccountFilter(address[Find], subscriber.Scope.CustomerId);
        var lines = (await accounts.ListAsync(subscriber.Scope, all, new(Size: MostLines + 1), cancellation)).Rows;

        if (AreAll(lines))
        {
            return lines;
        }

        // A link to a balance leads there, however far down the list its lines are. The scope is asked with it.
        if (address.Number("balance") is { } balance && lines.All(line => line.BalanceId != balance))
        {
            lines = [.. lines, .. (await accounts.ListAsync(subscriber.Scope, all with { Text = null, BalanceId = balance }, new(Size: MostLines), cancellation)).Rows];
        }

        // So does a line, which may have been chosen among others that were looked for before.
        return address[Find] is null && address.Number("line") is { } chosen && lines.All(line => line.AccountId != chosen)
            && await accounts.FindAsync(subscriber.Scope, chosen, cancellation) is { } own
            ? [.. lines, own]
            : lines;
    }

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
                found.Add(new(drawn.Key, view, record.Funds, [.. drawn.Select(line => line.Login)], record.IsPrepaid));
            }
        }

        return found;
    }

    /// <summary>Whether cards that are kept, and what is paid from them without asking, are the subscriber's to see and to use.</summary>
    /// <remarks>
    /// They are the customer's. Who signs in for one line only has them where the customer has no other line; else they may be those
    /// of the company or the parent that pays.
    /// </remarks>
    public async Task<bool> HasCardsAsync(Subscriber subscriber, IReadOnlyList<AccountRow> lines, CancellationToken cancellation) =>
        subscriber.Scope.AccountId is null
        || (lines is [var line] && await customers.FindAsync(subscriber.Scope, line.CustomerId, cancellation) is { Customer.Accounts: 1 });
}

/// <param name="View">From the balance's grain: holds and running charges are in it.</param>
/// <param name="Funds">Allowances and the like, as they are stored.</param>
/// <param name="Logins">Of the lines that draw on it; of a company's many, those that were read.</param>
/// <param name="ByClass">Whether its customer class is prepaid; null: it is billed by none.</param>
public sealed record CareFunds(long BalanceId, BalanceView View, Funds Funds, IReadOnlyList<string> Logins, bool? ByClass = null)
{
    private const int MostNames = 3;

    public bool HasLimit => View.CreditLimit != 0;

    /// <summary>Who pays before use is told what there is to spend, others what they owe. Of no class: whoever may not owe pays before.</summary>
    public bool IsPrepaid => ByClass ?? !HasLimit;

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
