using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
using Billing.Radius.Server.Nodes;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>A gateway that takes Disconnect- and CoA-Requests, with what tests ask about its sessions.</summary>
internal sealed class ControlledGateway : IDisposable
{
    private readonly Stage _stage;

    private ControlledGateway(Stage stage, TestGateway gateway, ControlPort port) => (_stage, Gateway, Port) = (stage, gateway, port);

    public TestGateway Gateway { get; }

    public ControlPort Port { get; }

    public static async Task<ControlledGateway> OfAsync(Stage stage, string profile = "test-tool", string secret = "testing123")
    {
        var gateway = await stage.GatewayAsync(profile);
        var registry = stage.Billing.Services.GetRequiredService<NodeRegistry>();
        var address = registry.Nodes.Single(node => node.View.Name == gateway.Name).View.Address.BaseAddress;
        var port = new ControlPort(address, secret);
        await SetAsync(stage, gateway, "coa_port", port.Local.Port, view => view.CoaPort == port.Local.Port);

        return new(stage, gateway, port);
    }

    /// <summary>Changes a column of its row, and waits until the server knows.</summary>
    public Task SetAsync(string column, object value, Func<Contracts.Nodes.NodeView, bool> isKnown) =>
        SetAsync(_stage, Gateway, column, value, isKnown);

    /// <summary>Logs in and starts a session.</summary>
    public async Task<Guid> StartAsync(string user, string id, Usage? usage = null, string? called = null)
    {
        var accept = await Gateway.LogInAsync(user, called);
        await Gateway.ReportAsync(Status.Start, user, id, (usage ?? Usage.None) with { Class = accept.Find(Attributes.Class), Called = called });

        return await SessionAsync(id);
    }

    public Task<Guid> SessionAsync(string id) => _stage.QueryAsync<Guid>(
        "select session_id from session join node using (node_id) where name = $1 and acct_session_id = $2", Gateway.Name, id);

    public async Task<int> NodeIdAsync() => await _stage.QueryAsync<int>("select node_id from node where name = $1", Gateway.Name);

    public async Task<long> AccountIdAsync(string user) =>
        (await _stage.Billing.Services.GetRequiredService<IAccountQuery>().FindAsync(user))!.Value;

    public ISessionControlGrain Control(Guid sessionId) => _stage.Billing.Grains.GetGrain<ISessionControlGrain>(sessionId);

    public Task<IReadOnlyList<ControlRecord>> RecordsAsync(Guid sessionId) =>
        _stage.Billing.Services.GetRequiredService<ISessionControlQuery>().OfSessionAsync(sessionId, 100, CancellationToken.None);

    /// <summary>Waits for so many requests, and that no more come.</summary>
    public async Task<IReadOnlyList<Answer>> RequestsAsync(int count)
    {
        await Eventually.IsAsync(() => Port.Requests.Count >= count, $"{count} requests of the server, not {Port.Requests.Count}");
        await Task.Delay(150);
        Assert.Equal(count, Port.Requests.Count);

        return [.. Port.Requests.Select(Port.Checked)];
    }

    public void Dispose()
    {
        Gateway.Dispose();
        Port.Dispose();
    }

    private static async Task SetAsync(
        Stage stage, TestGateway gateway, string column, object value, Func<Contracts.Nodes.NodeView, bool> isKnown)
    {
        var sql = column switch
        {
            "coa_port" => "update node set coa_port = $1 where name = $2",
            "coa_enabled" => "update node set coa_enabled = $1 where name = $2",
            "coa_address" => "update node set coa_address = $1 where name = $2",
            "address" => "update node set address = $1 where name = $2",
            _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
        };
        Assert.Equal(1, await stage.Book.ExecuteAsync(sql, value, gateway.Name));
        var registry = stage.Billing.Services.GetRequiredService<NodeRegistry>();
        await Eventually.IsAsync(
            () => registry.Nodes.Any(node => node.View.Name == gateway.Name && isKnown(node.View)), $"{column} of {gateway.Name} is known");
    }
}
