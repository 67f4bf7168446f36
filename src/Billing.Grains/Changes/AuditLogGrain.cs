using Billing.Contracts.Changes;
using Orleans.Concurrency;

namespace Billing.Grains.Changes;

[StatelessWorker]
internal sealed class AuditLogGrain(IAuditLogStore store) : Grain, IAuditLogGrain
{
    public Task NoteAsync(AuditNote note) => store.AddAsync(note);
}
