using Billing.Contracts.Changes;
using Billing.Contracts.Rating;

namespace Billing.Portal.Rating;

/// <summary>What a page that publishes prices does with the regression cases.</summary>
internal static class CaseTrial
{
    /// <summary>A change waits for the cases, and for somebody who says that what they find is expected.</summary>
    public static bool Allows(RatingTrialReport? report, bool isAccepted) => report is not null && (report.Changed.IsDefaultOrEmpty || isAccepted);

    /// <summary>When the change is made, the cases expect what it gives them.</summary>
    public static async Task<ChangeReply> ThenAcceptAsync(this Task<ChangeReply> change, IGrainFactory grains, RatingTrialReport? report, string by)
    {
        var reply = await change;

        if (reply.IsDone && report is { Changed.IsDefaultOrEmpty: false })
        {
            await grains.GetGrain<IRatingCasesGrain>(0).AcceptAsync(report.Changed, by);
        }

        return reply;
    }
}
