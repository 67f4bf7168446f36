using System.Net;
using System.Security.Cryptography;
using Billing.Contracts.Nodes;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Profiles;
using Billing.Radius.Server.Spooling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>What a process keeps of its gateways for one that starts without the database.</summary>
public sealed class GatewayFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("billing-gateways-").FullName;
    private readonly ProfileCatalog _profiles = ProfileCatalog.Load(Path.Combine(AppContext.BaseDirectory, "Profiles"), RadiusDictionary.Standard);

    private string Kept => Path.Combine(_folder, "spool", "gateways-1812.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_those_that_may_not_go_on_it_says_where_they_are_and_not_their_secrets(bool isEncrypted)
    {
        using var key = isEncrypted ? RSA.Create(2048) : null;
        var goesOn = NodeOf(1, "10.0.0.0/8", "secret of the first", limit: 2.50m, new("edge", "00112233"));
        var file = Open(key);

        file.Keep([goesOn, NodeOf(2, "10.1.0.0/16", "secret of the second", null, new("core", "44556677"))], ["example.net"]);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Kept));
        var text = File.ReadAllText(Kept);
        Assert.Equal(!isEncrypted, text.Contains("secret of the first", StringComparison.Ordinal));
        Assert.DoesNotContain("secret of the second", text, StringComparison.Ordinal);
        Assert.DoesNotContain("44556677", text, StringComparison.Ordinal);
        var kept = Open(key).Read()!;
        Assert.Equal(["example.net"], kept.Realms);
        var (first, second) = (kept.Gateways[0].View(), kept.Gateways[1].View());
        Assert.Equal(
            (1, IPNetwork.Parse("10.0.0.0/8"), "secret of the first", 2.50m, new NodeTlsKey("edge", "00112233")),
            (first.NodeId, first.Address, first.Secret, first.OutageLimit, first.TlsKey));
        Assert.Equal((2, IPNetwork.Parse("10.1.0.0/16"), null, null), (second.NodeId, second.Address, second.OutageLimit, second.TlsKey));
        Assert.Equal(32, second.Secret.Length);
        Assert.NotEqual(second.Secret, kept.Gateways[1].View().Secret); // nobody's
    }

    [Fact]
    public void It_is_written_when_something_changed_and_is_gone_when_none_may_go_on()
    {
        var (node, file) = (NodeOf(1, "10.0.0.1/32", "first", 0), Open());
        file.Keep([node], []);
        File.Delete(Kept);

        file.Keep([node], []);
        Assert.False(File.Exists(Kept));
        file.Keep([node], ["example.net"]);
        Assert.Equal(["example.net"], Open().Read()!.Realms);
        file.Keep([NodeOf(1, "10.0.0.1/32", "second", 0)], ["example.net"]);
        Assert.Equal("second", Open().Read()!.Gateways[0].Secret);

        file.Keep([NodeOf(1, "10.0.0.1/32", "second", null)], []);
        Assert.False(File.Exists(Kept));
        Assert.Null(Open().Read());
    }

    [Fact]
    public void What_a_process_before_left_is_gone_though_this_one_wrote_nothing()
    {
        Open().Keep([NodeOf(1, "10.0.0.1/32", "first", 0)], []);

        Open().Keep([], []);

        Assert.False(File.Exists(Kept));
    }

    [Fact]
    public void What_cannot_be_read_is_none()
    {
        using RSA one = RSA.Create(2048), another = RSA.Create(2048);
        Open(one).Keep([NodeOf(1, "10.0.0.1/32", "first", 0)], []);

        Assert.Null(Open(another).Read());
        Assert.Null(Open().Read());
        File.WriteAllText(Kept, "{\"Clear\": half of a file");
        Assert.Null(Open(one).Read());
    }

    private GatewayFile Open(RSA? key = null) => new(Kept, key, NullLogger<GatewayFile>.Instance);

    private Node NodeOf(int id, string address, string secret, decimal? limit, NodeTlsKey? key = null) => new(
        new(id, $"gateway {id}", IPNetwork.Parse(address), secret, "generic", MessageAuthenticatorPolicy.Yes, true, true, 300, false, null)
        {
            OutageLimit = limit,
            TlsKey = key,
        },
        _profiles.Find("generic")!,
        new());
}
