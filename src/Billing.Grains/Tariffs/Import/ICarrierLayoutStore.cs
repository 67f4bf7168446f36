using System.Collections.Immutable;
using Billing.Contracts.Tariffs;

namespace Billing.Grains.Tariffs.Import;

/// <summary>Keeps how price lists of carriers are read.</summary>
public interface ICarrierLayoutStore
{
    Task<ImmutableArray<CarrierLayout>> ListAsync();

    /// <returns>Whether its tariff is there.</returns>
    Task<bool> PutAsync(CarrierLayout layout);

    Task<bool> RemoveAsync(string carrier);
}
