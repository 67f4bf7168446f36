using System.Collections.Immutable;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using Billing.Grains.Changes;

namespace Billing.Grains.Tariffs.Import;

internal sealed class CarrierLayoutsGrain(ICarrierLayoutStore store, TimeProvider clock) : Grain, ICarrierLayoutsGrain
{
    private const int MostColumns = 500;

    public Task<ImmutableArray<CarrierLayout>> ListAsync() => store.ListAsync();

    public async Task<ChangeReply> SaveAsync(CarrierLayout layout)
    {
        var carrier = layout.Carrier?.Trim() ?? "";
        var columns = layout.Columns ?? ImmutableDictionary<string, string>.Empty;
        var refusal = new Problems()
            .Text(carrier, nameof(layout.Carrier), 100)
            .Text(layout.By, nameof(layout.By), 256)
            .Expect(columns.Count <= MostColumns, nameof(layout.Columns), FormattableString.Invariant($"up to {MostColumns} columns"))
            .Refusal;

        return refusal ?? (await store.PutAsync(layout with { Carrier = carrier, Columns = columns, SavedAt = clock.Now() })
            ? new(ChangeResult.Done)
            : ChangeReply.Refused(nameof(layout.TariffId), "a tariff that is there"));
    }

    public async Task<ChangeReply> ForgetAsync(string carrier) => await store.RemoveAsync(carrier) ? new(ChangeResult.Done) : ChangeReply.NotFound;
}
