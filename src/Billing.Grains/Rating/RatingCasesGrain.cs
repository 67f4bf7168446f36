using System.Collections.Immutable;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Rating;
using Billing.Grains.Changes;

namespace Billing.Grains.Rating;

internal sealed class RatingCasesGrain(IRatingCaseStore store, RateExplainer explainer, TimeProvider clock) : Grain, IRatingCasesGrain
{
    public Task<ImmutableArray<RatingCase>> ListAsync() => store.ListAsync();

    public async Task<ChangeReply> SaveAsync(string name, RatingQuestion question, string by)
    {
        if (name.Length is 0 or > 100 || name != name.Trim())
        {
            return ChangeReply.Refused("Name", "1 to 100 characters");
        }

        if (question.StartAt is null)
        {
            return ChangeReply.Refused("StartAt", "a time: \"now\" is another one each time");
        }

        return ExpectedRating.Of(await explainer.ExplainAsync(question, CancellationToken.None)) is { } expected
            ? new(ChangeResult.Done, await store.PutAsync(new(0, name, question, expected, by, clock.Now())))
            : ChangeReply.Refused("Units", "a session that is rated");
    }

    public async Task<ChangeReply> AcceptAsync(ImmutableArray<RatingCaseChange> changes, string by)
    {
        foreach (var change in changes.OrEmpty())
        {
            // What a case expects is its rate: of another allowance it knows nothing.
            if (change is { After: { } after, Question.StartAt: not null } && after != change.Before)
            {
                await store.PutAsync(new(0, change.Name, change.Question, after, by, clock.Now()));
            }
        }

        return new(ChangeResult.Done);
    }

    public async Task<ChangeReply> RemoveAsync(long caseId, string by) =>
        await store.RemoveAsync(caseId) ? new(ChangeResult.Done, caseId) : ChangeReply.NotFound;
}
