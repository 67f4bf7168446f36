using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Contracts.Users;
using Billing.Portal.Forms;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Nodes;

/// <summary>Lets a gateway in, or edits one.</summary>
public sealed partial class GatewayEditPage
{
    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private GatewayForm? _form;
    private NodeConfiguration? _node;
    private ChangeReply? _made;
    private bool _isMissing;
    private IReadOnlyList<NodeGroupRow> _groups = [];

    /// <summary>Null: a new one.</summary>
    [Parameter]
    public int? NodeId { get; set; }

    [Inject]
    private INodeQuery Nodes { get; set; } = null!;

    private IReadOnlyList<(MessageAuthenticatorPolicy Value, string Text)> Policies =>
    [
        (MessageAuthenticatorPolicy.Yes, Text["required"]), (MessageAuthenticatorPolicy.Auto, Text["required once it has sent it"]),
        (MessageAuthenticatorPolicy.No, Text["not required"]),
    ];

    private IReadOnlyList<(bool Value, string Text)> ProxyStates => [(true, Text["refused"]), (false, Text["let in"])];

    private IReadOnlyList<(bool Value, string Text)> Octets =>
        [(false, Text["input from the user (RFC 2866)"]), (true, Text["input to the user"])];

    private IReadOnlyList<(bool Value, string Text)> Disconnects => [(true, Text["it takes them"]), (false, Text["not asked for"])];

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        Problems.Clear();
        _node = NodeId is { } id ? await Grains.GetGrain<INodeGrain>(id).GetAsync() : null;
        _isMissing = NodeId is not null && _node is null;
        _groups = await Nodes.GroupsAsync(CancellationToken.None);
        _form = _isMissing ? null : GatewayForm.Of(_node?.Details, _node?.TlsName);
    }

    private void Toggle(int group)
    {
        if (!_form!.Groups.Remove(group))
        {
            _form.Groups.Add(group);
        }
    }

    private ImmutableArray<NumberRuleDetails> Rules(List<RuleLine> lines)
    {
        var unused = new FieldProblems(Text);

        return [.. lines.Select(line => line.Read(unused, ""))];
    }

    private async Task SaveAsync()
    {
        Problems.Clear();
        var details = _form!.Read(Problems);

        if (await IsMistypedAsync())
        {
            return;
        }

        var saved = await ChangeAsync(Permissions.NodesEdit, by => NodeId is { } id
            ? Grains.GetGrain<INodeGrain>(id).EditAsync(details, new Edit(by, _node!.Version))
            : Grains.GetGrain<ICreationGrain>(_operationId).CreateNodeAsync(details, by));

        if (saved is null)
        {
            return;
        }

        if (NodeId is null)
        {
            _made = saved;

            return;
        }

        Snackbar.Add(Text["{0} is saved.", details.Name], Severity.Success);
        Navigation.NavigateTo($"admin/gateways/{NodeId}");
    }
}
