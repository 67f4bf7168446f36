using Billing.Contracts;
using Billing.Contracts.Nodes;
using Billing.Contracts.Sessions;
using Billing.Contracts.Users;
using Billing.Portal.Balances;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Sessions;

/// <summary>What is going on at the gateways, followed live.</summary>
public sealed partial class SessionsPage : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(4);
    private readonly Lifetime _gone = new();
    private ListTable<SessionRow, SessionSort>? _list;
    private SessionFilter _filter = new();
    private List<(string Value, string Text)> _nodes = [];
    private IReadOnlyList<(string Value, string Text)> _services = [];
    private bool _paused;
    private bool _mayDisconnect;

    [Inject]
    private ISessionQuery Query { get; set; } = null!;

    [Inject]
    private INodeQuery Nodes { get; set; } = null!;

    [Inject]
    private ServiceUnits Units { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    // Whole, so that the same choice is the same filter when the page is drawn again.
    private Instant Minute => Instant.FromUnixTimeSeconds(Clock.GetUtcNow().ToUnixTimeSeconds() / 60 * 60);

    private IEnumerable<(string Value, string Text)> Lengths => [("6", Text["more than {0} hours", 6]), ("24", Text["more than {0} hours", 24])];

    private IEnumerable<(string Value, string Text)> Orders => [("disobeyed", Text["not obeyed"])];

    private IEnumerable<(string Value, string Text)> Places => [("portal", Text["at the captive portal"])];

    protected override async Task OnInitializedAsync()
    {
        _mayDisconnect = await Clerk.MayAsync(Permissions.SessionsDisconnect);
        _nodes = [.. (await Nodes.RowsAsync(_gone.Token)).Select(node => ($"{node.NodeId}", node.Name))];
        _services = await Units.ChoicesAsync(Text, _gone.Token);
    }

    protected override void OnParametersSet()
    {
        _filter = SessionAddress.Filter(Address, Minute);
    }

    public void Dispose() => _gone.Dispose();

    private async Task DisconnectAsync(SessionRow session)
    {
        var dialog = await Dialogs.ShowAsync<DisconnectDialog>(
            (string?)null, new DialogParameters<DisconnectDialog> { { one => one.Session, session } });
        await dialog.Result;

        if (_list is not null)
        {
            await _list.RefreshAsync();
        }
    }

    private async Task DisconnectAsync(IReadOnlyCollection<SessionRow> picked)
    {
        var dialog = await Dialogs.ShowAsync<DisconnectPickedDialog>(
            (string?)null, new DialogParameters<DisconnectPickedDialog> { { one => one.Sessions, [.. picked] } });
        await dialog.Result;
    }

    // The same filter in another address.
    private string BulkHref => "admin/sessions/disconnect" + new Uri(Address.Uri ?? "http://x/").Query;

    private string Running(SessionRow session)
    {
        var since = session.StartedAt ?? session.AuthorizedAt;

        return Quantity.Clock((long)(Clock.Now() - since).TotalSeconds);
    }

    private string State(SessionRow session) => session switch
    {
        { IsAtPortal: true } => Text["at the captive portal"],
        { IsRated: false } => Text["not priced"],
        { StartedAt: null } => Text["authorised"],
        _ => Text["running"],
    };

    private async Task LookAsync()
    {
        if (_list is not null)
        {
            await _list.RefreshAsync();
        }
    }
}
