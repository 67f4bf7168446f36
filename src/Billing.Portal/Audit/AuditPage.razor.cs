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

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override void OnInitialized() => _kinds = [.. AuditWords.Kinds.Select(kind => (kind, (string)Text[AuditWords.Name(kind)]))];

    protected override void OnParametersSet() =>
        _filter = new(Address["by"], Address["kind"], Address["id"], Address.From(Viewer), Address.To(Viewer));
}
