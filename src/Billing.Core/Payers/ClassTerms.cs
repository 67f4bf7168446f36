using Billing.Core.BillingPeriods;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using NodaTime;

namespace Billing.Core.Payers;

/// <summary>How customers of a class are billed.</summary>
public sealed record ClassTerms
{
    /// <summary>What an invoice is for.</summary>
    public Cycle BillingCycle { get; init; } = new(PeriodKind.Monthly);

    /// <summary>How long after a period's end its invoice is made: late usage falls where it belongs until then.</summary>
    public Duration ClosingDelay { get; init; } = Duration.FromHours(6);

    /// <summary>Periods are closed by bill runs only, when somebody has reviewed what they will charge.</summary>
    public bool IsClosedByRuns { get; init; }

    /// <summary>Fees in advance need funds: without, the subscription is suspended and the fee shrinks by the day.</summary>
    public bool IsPrepaid { get; init; }

    public InvoiceTerms Invoices { get; init; } = new();

    public DunningPolicy Dunning { get; init; } = DunningPolicy.None;
}
