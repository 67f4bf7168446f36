using Billing.Contracts.Changes;
using Billing.Contracts.Destinations;
using Billing.Contracts.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Nodes;

public sealed class NodeChangeTests(TwoSilos silos)
{
    private static int _address;

    private readonly Office _office = new(silos);

    [Fact]
    public async Task A_gateway_is_made_with_a_secret_told_once_and_listeners_see_what_it_is()
    {
        var groupId = (int)Office.Done(await _office.Creation().CreateNodeGroupAsync(new(Office.Unique("Group"), []), Office.Anna));
        var details = Node() with
        {
            NodeGroups = [groupId],
            CalledRules = [new("00", Strip: 2), new("0", 2, 20, 1, "44")],
            CallingRules = [new("", Prepend: "1")],
            EmergencyNumbers = ["112", "999"],
            MessageAuthenticator = MessageAuthenticatorPolicy.Auto,
        };
        var operation = Office.Unique("op");
        var made = await _office.Creation(operation).CreateNodeAsync(details, Office.Anna);
        Assert.Null((await _office.Creation(operation).CreateNodeAsync(details, Office.Anna)).Secret);
        var node = _office.Grains.GetGrain<INodeGrain>(made.Id);
        var view = (await node.GetAsync())!;
        Assert.Equal(
            (details.Name, details.Address, MessageAuthenticatorPolicy.Auto, 1L),
            (view.Details.Name, view.Details.Address, view.Details.MessageAuthenticator, view.Version));
        Assert.Equal(details.CalledRules.AsEnumerable(), view.Details.CalledRules);
        Assert.Equal(details.CallingRules.AsEnumerable(), view.Details.CallingRules);
        Assert.Equal(details.EmergencyNumbers.AsEnumerable(), view.Details.EmergencyNumbers);
        Assert.Equal(made.Secret, (await ListedAsync(made.Id))!.Secret);

        var renewed = await node.RenewSecretAsync(new(Office.Anna, 1));
        Assert.NotEqual(made.Secret, renewed.Secret);
        Assert.Equal(renewed.Secret, (await ListedAsync(made.Id))!.Secret);
        Assert.Equal(ChangeResult.Conflict, (await node.RenewSecretAsync(new(Office.Anna, 1))).Result);
        Office.Done(await node.EditAsync(details with { InterimIntervalSeconds = 60, CalledRules = [], OutageLimit = 2.5m }, new(Office.Anna, 2)));
        Assert.Equal((2.5m, 2.5m), ((await node.GetAsync())!.Details.OutageLimit, (await ListedAsync(made.Id))!.OutageLimit));
        Office.Done(await node.RetireAsync(true, new(Office.Anna, 3)));
        Assert.Null(await ListedAsync(made.Id));
        Office.Done(await _office.Creation().CreateNodeAsync(details with { Name = Office.Unique("other") }, Office.Anna)); // the address is free

        foreach (var line in await _office.LogOfAsync(EntityKinds.Node, made.Id))
        {
            Assert.DoesNotContain(made.Secret!, line.OldJson + line.NewJson, StringComparison.Ordinal);
            Assert.DoesNotContain("\"secret\"", line.OldJson + line.NewJson, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_name_of_a_gateways_certificate_is_told_to_listeners_and_taken_back()
    {
        var made = await _office.Creation().CreateNodeAsync(Node(), Office.Anna);
        var node = _office.Grains.GetGrain<INodeGrain>(made.Id);

        Office.IsRefused(await node.SetTlsNameAsync("", new(Office.Anna, 1)), "TlsName");
        Office.IsRefused(await node.SetTlsNameAsync("two names", new(Office.Anna, 1)), "TlsName");
        Office.Done(await node.SetTlsNameAsync("edge.example.net", new(Office.Anna, 1)));
        Assert.Equal(("edge.example.net", "edge.example.net"), ((await ListedAsync(made.Id))!.TlsName, (await node.GetAsync())!.TlsName));
        Office.Done(await node.SetTlsNameAsync(null, new(Office.Anna, 2)));
        Assert.Equal((null, null), ((await ListedAsync(made.Id))!.TlsName, (await node.GetAsync())!.TlsName));

        var log = await _office.LogOfAsync(EntityKinds.Node, made.Id);
        Assert.Equal(["remove TLS name of", "set TLS name of", "create"], log.Select(line => line.Action));
    }

    // An older process that edits does not know of the name, and takes none away.
    [Fact]
    public async Task A_form_sets_the_name_of_the_certificate_leaves_it_or_takes_it_away()
    {
        var details = Node() with { TlsName = "edge.example.net" };
        var made = await _office.Creation().CreateNodeAsync(details, Office.Anna);
        var node = _office.Grains.GetGrain<INodeGrain>(made.Id);
        Assert.Equal("edge.example.net", (await ListedAsync(made.Id))!.TlsName);

        Office.Done(await node.EditAsync(details with { TlsName = null, InterimIntervalSeconds = 600 }, new(Office.Anna, 1)));
        Assert.Equal("edge.example.net", (await node.GetAsync())!.TlsName);
        Office.IsRefused(await node.EditAsync(details with { TlsName = "two names" }, new(Office.Anna, 2)), "TlsName");
        Office.Done(await node.EditAsync(details with { TlsName = "192.0.2.7" }, new(Office.Anna, 2)));
        Office.Done(await node.EditAsync(details with { TlsName = "" }, new(Office.Anna, 3)));
        Assert.Equal((null, null), ((await ListedAsync(made.Id))!.TlsName, (await node.GetAsync())!.TlsName));

        var last = (await _office.LogOfAsync(EntityKinds.Node, made.Id))[0];
        Assert.Contains("\"192.0.2.7\"", last.OldJson, StringComparison.Ordinal);
        Assert.DoesNotContain("192.0.2.7", last.NewJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateways_key_for_TLS_is_made_or_given_and_told_to_listeners_only()
    {
        var made = await _office.Creation().CreateNodeAsync(Node(), Office.Anna);
        var node = _office.Grains.GetGrain<INodeGrain>(made.Id);
        const string Given = "000102030405060708090a0b0c0d0e0f";

        Office.IsRefused(await node.SetTlsKeyAsync("", Given, new(Office.Anna, 1)), "TlsIdentity");
        Office.IsRefused(await node.SetTlsKeyAsync("edge", "0001", new(Office.Anna, 1)), "TlsKey");
        Office.IsRefused(await node.SetTlsKeyAsync("edge", new('x', 32), new(Office.Anna, 1)), "TlsKey");
        var first = await node.SetTlsKeyAsync("edge", null, new(Office.Anna, 1));
        Assert.Equal(64, first.Secret?.Length);
        Assert.Equal(new("edge", first.Secret!), (await ListedAsync(made.Id))!.TlsKey);
        Assert.Null((await node.SetTlsKeyAsync("edge", Given, new(Office.Anna, 2))).Secret);
        Assert.Equal((new("edge", Given), "edge"), ((await ListedAsync(made.Id))!.TlsKey, (await node.GetAsync())!.TlsIdentity));
        Office.Done(await node.SetTlsKeyAsync(null, null, new(Office.Anna, 3)));
        Assert.Equal((null, null), ((await ListedAsync(made.Id))!.TlsKey, (await node.GetAsync())!.TlsIdentity));

        var log = await _office.LogOfAsync(EntityKinds.Node, made.Id);
        Assert.Equal(["remove TLS key of", "set TLS key of", "set TLS key of", "create"], log.Select(line => line.Action));
        Assert.DoesNotContain(log, line => $"{line.OldJson}{line.NewJson}".Contains(Given, StringComparison.Ordinal) || $"{line.OldJson}{line.NewJson}".Contains(first.Secret!, StringComparison.Ordinal));
        Assert.Contains("\"edge\"", log[0].OldJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_gateway_is_named()
    {
        var good = Node();
        Office.Done(await _office.Creation().CreateNodeAsync(good, Office.Anna));

        foreach (var (details, field) in new[]
        {
            (good with { Address = "10.99.99.1" }, "Name"),
            (Node() with { Address = good.Address }, "Address"),
            (Node() with { Address = "10.1.0.5/24" }, "Address"),
            (Node() with { Address = "gateway.example.com" }, "Address"),
            (Node() with { Profile = "no profile" }, "Profile"),
            (Node() with { InterimIntervalSeconds = 59 }, "InterimIntervalSeconds"),
            (Node() with { OutageLimit = -0.01m }, "OutageLimit"),
            (Node() with { OutageLimit = 0.000001m }, "OutageLimit"),
            (Node() with { NodeGroups = [999_999] }, "NodeGroups"),
            (Node() with { EmergencyNumbers = ["1"] }, "EmergencyNumbers"),
            (Node() with { CalledRules = [new("0", Strip: -1)] }, "CalledRules[0].Strip"),
        })
        {
            Office.IsRefused(await _office.Creation().CreateNodeAsync(details, Office.Anna), field);
        }
    }

    [Fact]
    public async Task Groups_and_catalogues_are_edited_by_who_saw_them()
    {
        var name = Office.Unique("EU");
        var groupId = (int)Office.Done(await _office.Creation().CreateDestinationGroupAsync(new(name, ["33", "34"], ["3499"]), Office.Anna));
        var group = _office.Grains.GetGrain<IDestinationGroupGrain>(groupId);
        Office.Done(await group.EditAsync(new(name, ["33", "351"], []), new(Office.Anna, 1)));
        var view = (await group.GetAsync())!;
        Assert.Equal(("33 351", 2L), (string.Join(' ', view.Details.Members), view.Version));
        Office.IsRefused(await group.EditAsync(new(name + "2", ["33"], []), new(Office.Anna, 2)), "Name");
        Office.IsRefused(await group.EditAsync(new(name, ["33", "3x"], []), new(Office.Anna, 2)), "Members");
        Office.IsRefused(await group.EditAsync(new(name, ["33"], ["33"]), new(Office.Anna, 2)), "Members");
        Office.IsRefused(await _office.Creation().CreateDestinationGroupAsync(new("a,b", [], []), Office.Anna), "Name");

        var entry = _office.Grains.GetGrain<IDestinationGrain>($"7{groupId}");
        Office.Done(0, await entry.SetAsync("RU", "Russia", new(Office.Anna, 0)));
        Assert.Equal(ChangeResult.Conflict, (await entry.SetAsync("KZ", "Kazakhstan", new(Office.Anna, 0))).Result);
        Office.Done(0, await entry.SetAsync("KZ", "Kazakhstan", new(Office.Anna, 1)));
        Assert.Equal(new DestinationView($"7{groupId}", "KZ", "Kazakhstan", 2), await entry.GetAsync());
        Office.IsRefused(await _office.Grains.GetGrain<IDestinationGrain>("7x").SetAsync("RU", "Russia", new(Office.Anna, 0)), "Prefix");
        Office.Done(0, await entry.RemoveAsync(new(Office.Anna, 2)));
        Assert.Null(await entry.GetAsync());
        Assert.Equal(["remove", "edit", "create"], (await _office.LogOfAsync(EntityKinds.Destination, $"7{groupId}")).Select(line => line.Action));

        var emergency = _office.Grains.GetGrain<IEmergencyNumbersGrain>(0);
        var seen = await emergency.GetAsync();
        Office.Done(0, await emergency.EditAsync(["*112#"], new(Office.Anna, seen.Version)));
        Assert.Equal(ChangeResult.Conflict, (await emergency.EditAsync([], new(Office.Anna, seen.Version))).Result);
        Assert.Equal(["*112#"], (await emergency.GetAsync()).Numbers.AsEnumerable());
        Office.Done(0, await emergency.EditAsync([], new(Office.Anna, seen.Version + 1)));
    }

    private static NodeDetails Node() => new(
        Office.Unique("gateway"), $"172.16.{Interlocked.Increment(ref _address)}.0/24", "generic");

    private async Task<NodeView?> ListedAsync(long nodeId) =>
        (await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<INodeQuery>().ListAsync(TestContext.Current.CancellationToken))
        .SingleOrDefault(node => node.NodeId == nodeId);
}
