using Billing.Contracts.Accounts;
using Billing.Contracts.Nodes;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace Billing.Portal.Accounts;

/// <summary>Whose logins were rejected, and why; the account's own page says what hinders it.</summary>
public sealed partial class RejectsPage
{
    private RejectFilter _filter = new();
    private IReadOnlyList<(string, string)> _reasons = [];
    private IReadOnlyList<(string, string)> _nodes = [];
    private IReadOnlyList<(string, string)> _accounts = [];

    [Inject]
    private IAuthenticationQuery Authentications { get; set; } = null!;

    [Inject]
    private INodeQuery Nodes { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _reasons = [.. AccessReasons.OfAccounts.Select(reason => (reason, (string)Text[reason]))];
        _accounts = [("known", Text["Of an account"]), ("none", Text["No account"])];
        _nodes = [.. (await Nodes.RowsAsync(CancellationToken.None)).Select(node => ($"{node.NodeId}", node.Name))];
    }

    protected override void OnParametersSet() => _filter = new(
        Address["reason"],
        (int?)Address.Number("node"),
        StartOf(Address.Day("from"), 0),
        StartOf(Address.Day("to"), 1),
        Address["q"],
        Address["account"] switch { "none" => true, "known" => false, _ => null });

    private Instant? StartOf(DateOnly? day, int later) => day is { } one ? Viewer.StartOf(LocalDate.FromDateOnly(one).PlusDays(later)) : null;
}
