using Billing.Contracts.Payers;
using Billing.Portal.Design;

namespace Billing.Portal.BillRuns;

/// <summary>Why somebody should look at a draft.</summary>
internal static class DraftWords
{
    /// <summary>English; the key of its translation.</summary>
    public static string Name(DraftWarning warning) => warning switch
    {
        DraftWarning.Negative => "below zero",
        DraftWarning.Zero => "zero",
        DraftWarning.Twice => "more than twice the last one",
        DraftWarning.Half => "less than half of the last one",
        _ => "–",
    };

    public static StatusTone Tone(DraftWarning warning) => warning is DraftWarning.Negative ? StatusTone.Bad : StatusTone.Warn;
}
