using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;

namespace Billing.Grains.Tariffs;

/// <summary>Makes tariffs and their next versions; every write with its line in the audit log.</summary>
public interface ITariffChangeStore
{
    Task<TariffHead?> HeadAsync(long tariffId);

    Task<ChangeReply> CreateAsync(string operationId, NewTariff tariff, string by);

    /// <summary>Makes a tariff with the rates that another one has now.</summary>
    Task<ChangeReply> CloneAsync(string operationId, string name, long like, string by);

    /// <param name="periods">Checked already.</param>
    Task<ChangeReply> CreatePeriodSetAsync(string operationId, string name, TariffPeriods periods, string by);

    Task<ChangeReply> EditAsync(long tariffId, string name, long? periodSetId, Edit edit);

    Task<ChangeReply> RetireAsync(long tariffId, bool isRetired, Edit edit);

    /// <summary>Makes the next version.</summary>
    /// <param name="known">The version that was seen.</param>
    /// <param name="note">What is done, for the audit log: <c>set rates of</c>, <c>import rates into</c>.</param>
    /// <param name="progress">Told of a stage, how much of it is done, and of how much.</param>
    /// <param name="importId">An import that is applied with it.</param>
    /// <param name="reverts">The version that it takes back.</param>
    /// <param name="jobKey">A job that ends with it, in the same transaction.</param>
    Task<ChangeReply> PublishAsync(
        Tariff known,
        RateChanges changes,
        Edit edit,
        string note,
        Action<string, long, long>? progress = null,
        Guid? importId = null,
        int? reverts = null,
        string? jobKey = null);
}
