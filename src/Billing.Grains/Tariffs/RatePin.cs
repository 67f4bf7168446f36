using Billing.Core.Amounts;
using Billing.Core.Tariffs;

namespace Billing.Grains.Tariffs;

/// <summary>The rate that a session is priced by for as long as it runs, with the currency and the version of its tariff.</summary>
internal sealed record RatePin(Rate Rate, Currency Currency, int TariffVersion)
{
    public bool IsForbidden => Rate.Status is RateStatus.Forbidden;
}
