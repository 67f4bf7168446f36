using Billing.Core.Tariffs;

namespace Billing.Grains.Tariffs;

/// <summary>The rate that a session is priced by for as long as it runs, and the version that it was found in.</summary>
internal sealed record RatePin(Rate Rate, int TariffVersion)
{
    public bool IsForbidden => Rate.Status is RateStatus.Forbidden;
}
