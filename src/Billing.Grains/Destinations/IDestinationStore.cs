using Billing.Contracts.Changes;
using Billing.Contracts.Destinations;

namespace Billing.Grains.Destinations;

/// <summary>Reads and writes the catalogue of destinations and their groups; every write with its line in the audit log.</summary>
public interface IDestinationStore
{
    Task<DestinationView?> GetAsync(string prefix);

    /// <summary>Adds it when version 0 was seen, else edits it.</summary>
    Task<ChangeReply> SetAsync(string prefix, string country, string description, Edit edit);

    Task<ChangeReply> RemoveAsync(string prefix, Edit edit);

    Task<DestinationGroupView?> GetGroupAsync(int destinationGroupId);

    Task<ChangeReply> CreateGroupAsync(string operationId, DestinationGroupDetails group, string by);

    Task<ChangeReply> EditGroupAsync(int destinationGroupId, DestinationGroupDetails details, Edit edit);
}
