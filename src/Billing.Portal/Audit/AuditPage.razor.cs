using Billing.Contracts.Changes;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Audit;

/// <summary>The whole audit log, filtered.</summary>
public sealed partial class AuditPage
{
    private AuditFilter _filter = new();
    private (string, string)[] _kinds = [];

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override void OnInitialized() => _kinds = [.. AuditWords.Kinds.Select(kind => (kind, (string)Text[AuditWords.Name(kind)]))];

    protected override void OnParametersSet()
    {
        var query = new AddressQuery(Navigation);
        var kind = query["kind"];
        _filter = new(query["by"], kind, kind is null ? null : query["id"], query.From(Viewer), query.To(Viewer));
    }
}
