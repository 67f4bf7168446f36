using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Nodes;

/// <summary>One gateway: how it is configured, how it is, and what becomes of the numbers that it sends.</summary>
public sealed partial class GatewayPage
{
    private NodeRow? _row;
    private NodeConfiguration? _node;
    private GatewayHealth? _health;
    private ImmutableArray<string> _emergency = [];
    private NodeTestReply? _test;
    private bool _isTesting;
    private bool _isMissing;
    private string? _secret;
    private string? _tlsKey;

    [Parameter]
    public int NodeId { get; set; }

    [Inject]
    private INodeQuery Nodes { get; set; } = null!;

    [Inject]
    private GatewaySnapshot Gateways { get; set; } = null!;

    private INodeGrain Grain => Grains.GetGrain<INodeGrain>(NodeId);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        Problems.Clear();
        _node = await Grain.GetAsync();
        _row = (await Nodes.RowsAsync(CancellationToken.None)).FirstOrDefault(row => row.NodeId == NodeId);
        _isMissing = _node is null || _row is null;

        if (_node is not null)
        {
            _health = (await Gateways.GetAsync())?.Gateways.FirstOrDefault(gateway => gateway.NodeId == NodeId);
            var everywhere = await Grains.GetGrain<IEmergencyNumbersGrain>(0).GetAsync();
            _emergency = [.. everywhere.Numbers, .. _node.Details.EmergencyNumbers.IsDefault ? [] : _node.Details.EmergencyNumbers];
        }
    }

    private string Authenticator(NodeConfiguration node) => node.Details.MessageAuthenticator switch
    {
        MessageAuthenticatorPolicy.Yes => Text["required"],
        MessageAuthenticatorPolicy.No => Text["not required"],
        _ => node.HasSentMessageAuthenticator ? Text["required: it has sent it"] : Text["required once it has sent it"],
    };

    private async Task TestAsync()
    {
        (_isTesting, _test) = (true, null);

        try
        {
            await AskAsync(async () => _test = await Grain.TestAsync());
        }
        finally
        {
            _isTesting = false;
            StateHasChanged(); // of a wait that is given up nobody else does
        }
    }

    private async Task RenewAsync()
    {
        if (await ConfirmAsync(
            Text["New secret for {0}?", _row!.Name], Text["The one it has stops working within seconds: its packets are refused until it has the new one."], Text["Make a new secret"])
            && await ChangeAsync(Permissions.NodesEdit, by => Grain.RenewSecretAsync(new Edit(by, _node!.Version))) is { } done)
        {
            _secret = done.Secret;
            await LoadAsync();
        }
    }

    private async Task SetTlsKeyAsync()
    {
        var dialog = await Dialogs.ShowAsync<TlsKeyDialog>(null, new DialogParameters<TlsKeyDialog> { { it => it.NodeId, NodeId } });

        if (await dialog.Result is { Canceled: false } done)
        {
            _tlsKey = done.Data as string;
            await LoadAsync();
        }
    }

    private async Task RetireAsync(bool isRetired)
    {
        if (isRetired && !await ConfirmAsync(
            Text["Retire {0}?", _row!.Name], Text["Its packets are those of a stranger from then on. Sessions that it has open are charged as far as they were reported."], Text["Retire it"]))
        {
            return;
        }

        if (await ChangeAsync(Permissions.NodesEdit, by => Grain.RetireAsync(isRetired, new Edit(by, _node!.Version))) is not null)
        {
            await LoadAsync();
        }
    }
}
