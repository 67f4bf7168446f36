using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.Tariffs;

namespace Billing.Grains.Rating;

/// <summary>What a session is priced by for as long as it runs.</summary>
/// <param name="Use">What is used.</param>
/// <param name="TariffId">The tariff that has the rate; without a rate, the service's own.</param>
/// <param name="Rate">Null: nothing prices it. A call for help is free then, anything else is refused.</param>
/// <param name="Destination">What was rated: a number in E.164 without "+", or a keyword; empty for data.</param>
/// <param name="DestinationGroups">Those of what was rated, and of the number when a keyword stood for it.</param>
public sealed record RateChoice(
    ServiceUse Use,
    long TariffId,
    int TariffVersion,
    Currency? Currency,
    Rate? Rate,
    TariffPeriods? Periods,
    string Destination,
    ImmutableArray<string> DestinationGroups)
{
    public bool IsForbidden => Rate is { Status: RateStatus.Forbidden };
}

/// <summary>One step of a choice, for people: what was asked, and what came of it.</summary>
public sealed record ChoiceStep(string Asked, string Found);
