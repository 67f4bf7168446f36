using Billing.Contracts.Changes;
using Billing.Contracts.Paging;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Audit;

/// <summary>A part of the audit log.</summary>
public sealed partial class AuditList
{
    [Parameter, EditorRequired]
    public AuditFilter Filter { get; set; } = new();

    [Inject]
    private IAuditLogQuery Log { get; set; } = null!;

    private async Task<Page<AuditRecord>> LoadAsync(PageRequest<AuditSort> page, CancellationToken cancellation)
    {
        var rows = await Log.PageAsync(Filter, AuditPlace.Read(page.Cursor), page.Size + 1, cancellation);
        var shown = rows.Take(page.Size).ToArray();
        var next = rows.Count > page.Size ? AuditPlace.Next(page.Cursor, shown[^1].Cursor) : null;

        return new(shown, next, AuditPlace.Previous(page.Cursor));
    }
}
