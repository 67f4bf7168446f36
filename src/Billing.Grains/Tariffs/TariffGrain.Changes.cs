using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using NodaTime;

namespace Billing.Grains.Tariffs;

internal sealed partial class TariffGrain
{
    public Task<TariffHead?> HeadAsync() => throw new NotImplementedException();

    public Task<ChangeReply> EditAsync(string name, long? periodSetId, Edit edit) => throw new NotImplementedException();

    public Task<ChangeReply> RetireAsync(bool isRetired, Edit edit) => throw new NotImplementedException();

    public Task<ChangeReply> SetRatesAsync(ImmutableArray<RateDetails> rates, Edit edit) => throw new NotImplementedException();

    public Task<ChangeReply> EndRateAsync(string destination, Instant? at, Edit edit) => throw new NotImplementedException();

    public Task<ChangeReply> WithdrawRateAsync(string destination, Instant effectiveFrom, Edit edit) => throw new NotImplementedException();

    public Task<RateDiff?> PreviewBulkAsync(BulkChange change) => throw new NotImplementedException();

    public Task<ChangeReply> BulkAsync(BulkChange change, Edit edit) => throw new NotImplementedException();
}
