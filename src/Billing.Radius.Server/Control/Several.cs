using Billing.Contracts.Sessions;

namespace Billing.Radius.Server.Control;

/// <summary>Asks several gateways of which one may have the session.</summary>
internal static class Several
{
    /// <summary>One after the other, so that no second one is told what the first has done; who is silent is waited for beside the next.</summary>
    /// <param name="ways">None throws. One that answers null has asked nobody.</param>
    /// <param name="moment">How long a silent one keeps the next from being asked.</param>
    /// <returns>
    /// The answer of the one that has the session; else of one that did not answer, for it may have it; else that none has it. Null: nobody
    /// was asked.
    /// </returns>
    public static async Task<GatewayAnswer?> AskAsync(IEnumerable<Func<Task<GatewayAnswer?>>> ways, TimeSpan moment, TimeProvider clock)
    {
        var asked = new List<Task<GatewayAnswer?>>();

        foreach (var way in ways)
        {
            asked.Add(way());
            using var patience = new CancellationTokenSource();
            await Task.WhenAny(asked[^1], Task.Delay(moment, clock, patience.Token));
            await patience.CancelAsync();

            if (asked.Select(Known).FirstOrDefault(IsOfItsGateway) is { } known)
            {
                return known;
            }
        }

        GatewayAnswer? unanswered = null, unknown = null;

        await foreach (var asking in Task.WhenEach(asked))
        {
            switch (await asking)
            {
                case null:
                    break;

                case var answer when IsOfItsGateway(answer):
                    return answer;

                case { Outcome: ControlOutcome.Refused } answer:
                    unknown ??= answer;
                    break;

                case var answer:
                    unanswered ??= answer;
                    break;
            }
        }

        return unanswered ?? unknown;
    }

    /// <summary>
    /// Whether what those said who are thought to have the session ends the search: one of them has it, or may. Where they know no such
    /// session they are the wrong ones (several gateways count their sessions from one), and the others are asked.
    /// </summary>
    public static bool IsEnough(GatewayAnswer? answer) => IsOfItsGateway(answer) || answer is { Outcome: ControlOutcome.NoAnswer };

    private static GatewayAnswer? Known(Task<GatewayAnswer?> asking) => asking.IsCompletedSuccessfully ? asking.Result : null;

    // Those that know no such session are passed over.
    private static bool IsOfItsGateway(GatewayAnswer? answer) =>
        answer is { Outcome: ControlOutcome.Acknowledged } or { Outcome: ControlOutcome.Refused, ErrorCause: not ErrorCause.SessionContextNotFound };
}
