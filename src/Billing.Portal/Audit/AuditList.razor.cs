using Billing.Contracts.Changes;
using Billing.Contracts.Paging;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
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

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    private async Task<Page<AuditRecord>> LoadAsync(PageRequest<AuditSort> page, CancellationToken cancellation)
    {
        var order = new AuditOrder(page.Sort, page.IsDescending);
        var rows = await Log.PageAsync(Filter, order, AuditPlace.Read(page.Cursor), page.Size + 1, cancellation);
        var isNamed = await Clerk.MayAsync(Permissions.CustomersView);
        var shown = rows.Take(page.Size).Select(row => isNamed || !IsCustomers(row) ? row : row with { Name = null }).ToArray();
        var next = rows.Count > page.Size ? AuditPlace.Next(page.Cursor, shown[^1].CursorIn(page.Sort)) : null;

        return new(shown, next, AuditPlace.Previous(page.Cursor));
    }

    // What such a thing is called is not in the log, but put to it: for who may look it up.
    private static bool IsCustomers(AuditRecord row) => row.EntityKind is EntityKinds.Customer or EntityKinds.Account or EntityKinds.Balance;
}
