using System.Collections.Immutable;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Products;
using Billing.Contracts.Rating;
using Billing.Core.Accounts;
using Billing.Core.Balances;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Accounts;
using Billing.Grains.Tariffs;
using NodaTime;

namespace Billing.Grains.Rating;

/// <summary>Asks the rating cases as if a change were made: by the code that chooses and prices the rates of sessions.</summary>
/// <remarks>Nothing is written but what is taken back at once: see <see cref="RatingTrialReport"/> for what is compared.</remarks>
public sealed class RatingTrial(
    IRatingCaseStore cases, RateChooser chooser, TariffCatalog tariffs, IAccountQuery accounts, IAccountStore store, TimeProvider clock)
{
    private const int DaysOfWeek = 7;

    // Of any currency; a session's largest charge is far below it.
    private const decimal MoneyEnough = 1_000_000_000_000m;

    /// <summary>When all that is added is in force: calls are asked as if they were made then or later.</summary>
    public static Instant LookAt(RateChanges changes, Instant now) =>
        changes.Added.Aggregate(now, (latest, rate) => Instant.Max(latest, rate.EffectiveFrom));

    /// <param name="changes">What the tariff's next version adds and removes.</param>
    public async Task<RatingTrialReport> OfRatesAsync(Tariff known, RateChanges changes, Instant at)
    {
        var supposed = await Task.Run(() => Next(known, changes));

        return await RunAsync(
            await cases.ListAsync(), at, who => (new(who, null), new(who, null)), id => id == known.TariffId ? supposed : null);
    }

    /// <param name="from">Null: now.</param>
    /// <returns>Null when the product cannot be so.</returns>
    public async Task<RatingTrialReport?> OfProductAsync(long productId, ProductDraft draft, Instant? from)
    {
        var all = await cases.ListAsync();
        var ids = new HashSet<long>();

        foreach (var login in all.Select(one => one.Question.Account).Distinct(StringComparer.Ordinal))
        {
            if (await accounts.FindAsync(login) is { } accountId)
            {
                ids.Add(accountId);
            }
        }

        return await store.AsIfAsync([.. ids], productId, draft) is { } supposed
            ? await RunAsync(all, from ?? clock.Now(), who => Of(supposed, who), _ => null) with { IsWithBenefits = true }
            : null;
    }

    private static (Sold Before, Sold After) Of(IReadOnlyDictionary<long, SupposedAccount> supposed, AccountTerms who) =>
        supposed.TryGetValue(who.AccountId, out var account)
            ? (Of(account.Before), Of(account.After))
            : (new(who, Funds.None), new(who, Funds.None));

    private static Sold Of(SoldAccount account) => new(account.Terms, account.Given, account.Policy);

    private async Task<RatingTrialReport> RunAsync(
        ImmutableArray<RatingCase> all, Instant at, Func<AccountTerms, (Sold Before, Sold After)> terms, Func<long, Tariff?> supposed)
    {
        var known = new Dictionary<string, AccountTerms?>(StringComparer.Ordinal);
        var changed = ImmutableArray.CreateBuilder<RatingCaseChange>();

        foreach (var one in all)
        {
            var login = one.Question.Account;

            if (!known.TryGetValue(login, out var account))
            {
                known[login] = account = await accounts.FindAsync(login) is { } accountId ? (await store.LoadAsync(accountId))?.Terms : null;
            }

            if (account is null || one.Question.StartAt is not { } startAt)
            {
                continue;
            }

            var question = one.Question with { StartAt = InLaterWeek(startAt, at, DateTimeZoneProviders.Tzdb[account.ZoneId]) };
            var (without, with) = terms(account);
            var (before, after) = (await RateAsync(without, question, null), await RateAsync(with, question, supposed));

            if (before.Rating != after.Rating || !IsSame(before.Paid?.Price, after.Paid?.Price))
            {
                changed.Add(new(one.CaseId, one.Name, question, before.Rating, after.Rating, before.Paid, after.Paid));
            }
        }

        return new(all.Length, changed.ToImmutable());
    }

    private async Task<(ExpectedRating? Rating, RatingCasePrice? Paid)> RateAsync(
        Sold sold, RatingQuestion question, Func<long, Tariff?>? supposed)
    {
        var account = sold.Terms;
        var request = new ServiceRequest(
            question.Service ?? (question.CalledParty is null ? null : "voice"), question.NodeId, question.AccessCode, question.CalledParty,
            question.CallingParty, question.StartAt!.Value);

        if (account.Status is not AccountStatus.Active
            || await chooser.UnderstandAsync(account, request) is not { } use
            || use.IsNothingYet(request)
            || await chooser.ChooseAsync(account, use, supposed: supposed) is not { Rate: { } rate, IsForbidden: false } choice)
        {
            return (null, null);
        }

        var tariff = (supposed?.Invoke(choice.TariffId) ?? await tariffs.GetAsync(choice.TariffId))!;
        var zone = DateTimeZoneProviders.Tzdb[account.ZoneId];
        var units = long.Clamp(question.Units ?? 0, 0, RateLimits.MaxUnits);
        var amount = Pricing.Explain(rate, units, new RatingClock(use.At, zone, choice.Periods)).Amount;

        return (
            new(tariff.Name, rate.Destination, amount, tariff.Currency.Code),
            sold.Given is { } given ? Paid(sold, given, choice, tariff, zone, units) : null);
    }

    private static RatingCasePrice? Paid(Sold sold, Funds given, RateChoice choice, Tariff tariff, DateTimeZone zone, long units)
    {
        var (account, steps) = (sold.Terms, new List<RatingStep>());
        var supposed = new Balance
        {
            BalanceId = account.BalanceId,
            Currency = tariff.Currency,
            CreditLimit = 0,
            Posted = MoneyEnough,
            Version = 0,
            LastSequence = 0,
            Funds = given.Sorted(),
            Policies = sold.Policy is { } policy
                ? ImmutableDictionary<long, SessionPolicy>.Empty.Add(account.AccountId, policy)
                : ImmutableDictionary<long, SessionPolicy>.Empty,
        };
        var price = PriceExplainer.Explain(
            supposed, account, choice, tariff, zone, choice.Periods?.At(choice.Use.At, zone)?.Name, units, slice: null, steps);

        return price is null ? null : new(price, [.. steps.Where(step => step.Asked is "allowances" or "discounts")]);
    }

    // A grant beyond what is used makes no other case of it.
    private static bool IsSame(RatingPrice? one, RatingPrice? other) => one is null || other is null
        ? one is null == other is null
        : (one.Amount, one.Currency, one.Refusal, one.BlockedBy) == (other.Amount, other.Currency, other.Refusal, other.BlockedBy)
            && (one.Policy, one.PolicyAfter) == (other.Policy, other.PolicyAfter)
            && one.Parts.SequenceEqual(other.Parts)
            && long.Min(one.GrantedUnits, one.UsedUnits) == long.Min(other.GrantedUnits, other.UsedUnits);

    private static Instant InLaterWeek(Instant startAt, Instant at, DateTimeZone zone)
    {
        var local = startAt.InZone(zone).LocalDateTime;
        var later = startAt;

        for (var weeks = (int)((at - startAt).TotalDays / DaysOfWeek); later < at; weeks++)
        {
            later = zone.AtLeniently(local.PlusWeeks(weeks)).ToInstant();
        }

        return later;
    }

    private static Tariff Next(Tariff known, RateChanges changes)
    {
        var builder = TariffBuilder.After(known, known.Version + 1, changes.Removed.ToHashSet());

        foreach (var rate in changes.Added)
        {
            builder.Add(RateRow.Of(rate));
        }

        return builder.Build() is TariffOutcome.Built(var next) ? next : known;
    }

    /// <param name="Given">What its products give it, to be asked too; null: it is not.</param>
    private sealed record Sold(AccountTerms Terms, Funds? Given, SessionPolicy? Policy = null);
}
