using Billing.Contracts.Payers;
using Billing.Portal.Design;

namespace Billing.Portal.Dunning;

/// <summary>How far dunning has come. Names are English; the keys of their translations.</summary>
internal static class DunningWords
{
    public static string Name(DunningStage stage) => stage switch
    {
        DunningStage.Reminded => "Reminded",
        DunningStage.Limited => "Services limited",
        DunningStage.Suspended => "Suspended",
        _ => "Contract ended",
    };

    public static StatusTone Tone(DunningStage stage) => stage switch
    {
        DunningStage.Reminded => StatusTone.Warn,
        DunningStage.Terminated => StatusTone.Off,
        _ => StatusTone.Bad,
    };
}
