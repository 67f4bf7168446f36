using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Core.Subscriptions;
using Billing.Grains.Lines;
using NodaTime;

namespace Billing.Grains.Payers;

// The account's products follow a plan that starts, changes or ends, whoever ordered it. The order is in the payer's commit, which makes it
// due; the account is changed; then that is noted. Lost in between it is done again, by the sweep at the latest, and the account finds that
// it is so.
internal sealed partial class PayerGrain
{
    private const string FollowedBy = "billing";

    // An account that is blocked right now waits for this payer, and takes no other order before: the sweep comes again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <remarks>Not while an account is known to wait for this payer.</remarks>
    /// <returns>How many steps it was.</returns>
    private async Task<int> FollowPlansAsync()
    {
        var steps = 0;

        for (; ProductMoves.Next(Payer.Subscriptions) is { } move && move.At <= Now(); steps++)
        {
            var reading = ReadAsync(move);

            if (!await ComesAsync(reading))
            {
                break;
            }

            var follow = await reading;

            if (follow.Replaced is { } before) // durable before it is replaced, for nothing else would tell then
            {
                await NoteAsync(Of(move) with { ProductBefore = before }, null);
            }

            var following = ChangeAsync(follow);

            if (!await ComesAsync(following))
            {
                break;
            }

            var note = await following is { } refused ? PayerLog.NotFollowed(Payer, move, follow.AccountId, refused, FollowedBy) : null;
            await NoteAsync(Of(move) with { ProductsOf = move.Number }, note, follow.Taken);
        }

        return steps;
    }

    private Subscription Of(ProductMove move) => Payer.Subscriptions.First(one => one.SubscriptionId == move.SubscriptionId);

    private async Task NoteAsync(Subscription noted, AuditNote? note, long? taken = null)
    {
        var payer = Payer.With(noted);
        payer = taken is { } product ? payer with { Subscriptions = ProductMoves.HandedOn(payer.Subscriptions, noted, product) } : payer;
        await CommitAsync(new(Known, Known with { Payer = payer }, Now()) { Audit = note });
    }

    private static async Task<bool> ComesAsync(Task task)
    {
        if (await Task.WhenAny(task, Task.Delay(Patience)) == task)
        {
            return true;
        }

        task.Ignore();

        return false;
    }

    private async Task<Following> ReadAsync(ProductMove move)
    {
        // What was followed before may end, or change, by an order that was dated back: other plans may have begun since.
        var asked = Of(move).ProductsOf > 0 ? Instant.Max(move.At, Now()) : move.At;
        var running = Payer.Subscriptions.Where(one => one.SubscriptionId != move.SubscriptionId && one.AccountId == move.AccountId)
            .Where(one => one.StateAt(asked) is not (SubscriptionState.Pending or SubscriptionState.Ended))
            .Select(one => one.At(asked)!.PlanId).ToList();
        var roles = await lines.RolesAsync([.. new[] { move.PlanBefore, move.Plan }.OfType<long>().Concat(running).Distinct()]);
        var (before, plan) = (Role(move.PlanBefore), Role(move.Plan));

        if ((move.Plan is null ? before : plan).ProductId is not { } product || (move.AccountId ?? await OnlyAccountAsync()) is not { } accountId)
        {
            return default;
        }

        if (move.Plan is null)
        {
            return running.Exists(one => Role(one).ProductId == product) // another plan of the account has it too
                ? new(accountId, null, null, null)
                : new(accountId, has => has.End(product, Of(move).ProductBefore), null, product);
        }

        var make = (ProductChange has) => move.PlanBefore is null ? has.Start(plan) : has.Follow(before, plan);
        var view = (await GrainFactory.GetGrain<IAccountGrain>(accountId).ViewAsync())!;
        var isReplaced = make(new(view.ProductId, view.AddOns, null)).ProductId != view.ProductId && view.ProductId != before.ProductId;

        return new(accountId, make, isReplaced && Of(move).ProductBefore is null ? view.ProductId : null, null);

        (long? ProductId, PlanOffer As) Role(long? planId) => planId is { } id ? roles.GetValueOrDefault(id) : default;
    }

    /// <returns>Why it was refused, which is told and keeps nothing else waiting; null: it is so.</returns>
    private async Task<string?> ChangeAsync(Following follow) => follow.Make is { } make
        ? await LineProducts.ChangeAsync(GrainFactory.GetGrain<IAccountGrain>(follow.AccountId), make, FollowedBy)
        : null;

    // What is the customer's as a whole is its only account's, if it has one only.
    private async Task<long?> OnlyAccountAsync() => await store.AccountsAsync(Payer.BalanceId) is [var only] ? only : null;

    /// <param name="Make">Null: its products stay as they are.</param>
    /// <param name="Replaced">The main product that goes now, and comes back when the subscription ends.</param>
    /// <param name="Taken">The product of the plan that has ended.</param>
    private readonly record struct Following(long AccountId, Func<ProductChange, ProductChange>? Make, long? Replaced, long? Taken);
}
