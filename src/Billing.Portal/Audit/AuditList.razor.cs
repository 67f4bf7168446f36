using Billing.Contracts.Changes;
using Billing.Contracts.Paging;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Audit;

/// <summary>A part of the audit log.</summary>
public sealed partial class AuditList
{
    [Parameter, EditorRequired]
    public AuditFilter Filter { get; set; } = new();

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private IAuditLogQuery Log { get; set; } = null!;

    private async Task<Page<AuditRecord>> LoadAsync(PageRequest<AuditSort> page, CancellationToken cancellation)
    {
        var order = new AuditOrder(page.Sort, page.IsDescending);
        var rows = await Log.PageAsync(Filter, order, AuditPlace.Read(page.Cursor), page.Size + 1, cancellation);
        var shown = rows.Take(page.Size).ToArray();
        var next = rows.Count > page.Size ? AuditPlace.Next(page.Cursor, shown[^1].CursorIn(page.Sort)) : null;

        return new(shown, next, AuditPlace.Previous(page.Cursor));
    }
}
