using Billing.Testing;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>A captive portal in place of a reject, for who has nothing to spend.</summary>
public sealed class HotlineTests : IAsyncLifetime
{
    private readonly MigratedPostgres _postgres = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("billing-profiles-").FullName;
    private RunningBilling _billing = null!;

    public async ValueTask InitializeAsync()
    {
        var shipped = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Profiles", "test-tool.json"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "test-tool.json"), shipped.Insert(
            shipped.LastIndexOf('}'),
            """, "hotline": ["Filter-Id=portal", "WISPr-Redirection-URL=https://pay.example/?user={user}"], "hotlineSeconds": 120"""));
        _billing = await RunningBilling.StartAsync(await _postgres.CreateDatabaseAsync(), ("Billing:Radius:ProfileFolder", _folder));
    }

    public async ValueTask DisposeAsync()
    {
        await _billing.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Who_has_nothing_to_spend_is_let_in_to_the_portal_and_charged_for_nothing()
    {
        using var gateway = new TestGateway(_billing);
        await Stage.AddAccountAsync(_billing, "broke", "secret", "Prepaid data", 0, 0);

        var accept = await gateway.LogInAsync("broke");

        Assert.Equal(("portal", "https://pay.example/?user=broke", 120u), (
            accept.Text(Attributes.FilterId), accept.Text(Attributes.Wispr.RedirectionUrl), accept.Number(Attributes.SessionTimeout)));
        await gateway.ReportAsync(Status.Start, "broke", "h1", new() { Class = accept.Find(Attributes.Class) });
        await gateway.ReportAsync(Status.Stop, "broke", "h1", new(60, 0, 5_000_000) { Class = accept.Find(Attributes.Class) });
        Assert.Equal((0m, 0), ((await _billing.BalanceAsync("broke")).Posted, (await _billing.BalanceAsync("broke")).OpenSessions));
        Assert.Empty(await _billing.XdrsAsync("broke"));

        // Only who proved themselves, and for nothing but money.
        Assert.Equal("unknown user or wrong password", await gateway.IsRejectedAsync("broke", password: "wrong"));
        Assert.NotEqual(accept.Find(Attributes.Class), (await gateway.LogInAsync("alice", password: "wonderland")).Find(Attributes.Class));
        Assert.Empty((await _billing.AuditAsync()).Differences);
    }
}
