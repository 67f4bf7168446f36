using Billing.Radius.Server.Profiles;

namespace Billing.Radius.Server.Tests.Nodes;

/// <summary>How profiles say a policy, in the attributes of each vendor.</summary>
public sealed class PolicyTemplateTests : IDisposable
{
    private static readonly ProfileCatalog Shipped =
        ProfileCatalog.Load(Path.Combine(AppContext.BaseDirectory, "Profiles"), RadiusDictionary.Standard);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("billing-profiles");

    [Theory]
    [InlineData("generic", "slow", "Filter-Id = \"slow\"")]
    [InlineData("mikrotik", "512k/2M", "Mikrotik-Rate-Limit = \"512k/2M\"")]
    [InlineData("cisco-isg", "SLOW", "Cisco-AVPair = \"ip:sub-qos-policy-in=SLOW\"; Cisco-AVPair = \"ip:sub-qos-policy-out=SLOW\"")]
    [InlineData("wispr", "512k/2M", "WISPr-Bandwidth-Max-Up = 512000; WISPr-Bandwidth-Max-Down = 2000000")]
    [InlineData("wispr", "8G/20000", "WISPr-Bandwidth-Max-Up = 4294967295; WISPr-Bandwidth-Max-Down = 20000")]
    [InlineData("wispr", "slow", "")]
    [InlineData("wispr", "512k", "")]
    [InlineData("wispr", "-1/2M", "")]
    [InlineData(
        "huawei",
        "512k/2M",
        "Huawei-Input-Average-Rate = 512000; Huawei-Input-Peak-Rate = 512000; Huawei-Output-Average-Rate = 2000000; Huawei-Output-Peak-Rate = 2000000")]
    [InlineData("juniper", "slow", "ERX-Ingress-Policy-Name = \"slow\"; ERX-Egress-Policy-Name = \"slow\"")]
    [InlineData("test-tool", null, "Filter-Id = \"ordinary\"")]
    [InlineData("mikrotik", null, "")]
    public void A_policy_becomes_the_vendors_attributes_or_none(string profile, string? policy, string attributes) =>
        Assert.Equal(attributes, Text(Shipped.Find(profile)!, policy));

    [Fact]
    public void A_policy_with_a_name_of_its_own_has_attributes_of_its_own()
    {
        var profile = Read("""
            "policyAttributes": ["WISPr-Bandwidth-Max-Up={up}"],
            "policies": { "slow": ["WISPr-Bandwidth-Max-Up=64000", "Filter-Id=walled"] },
            "ordinary": ["Session-Timeout=3600", "Service-Type=Framed-User", "Framed-IP-Address=10.0.0.1"]
            """);

        Assert.Equal("WISPr-Bandwidth-Max-Up = 64000; Filter-Id = \"walled\"", Text(profile, "slow"));
        Assert.Equal("WISPr-Bandwidth-Max-Up = 1000", Text(profile, "1k/1k"));
        Assert.Equal("Session-Timeout = 3600; Service-Type = Framed-User; Framed-IP-Address = 10.0.0.1", Text(profile, null));
    }

    [Fact]
    public void What_is_not_known_of_a_session_is_not_sent()
    {
        var profile = Read("""
            "identify": ["Acct-Session-Id={session}", "Framed-IP-Address={address}", "Calling-Station-Id={calling}", "Class={class}", "Cisco-Account-Info=S{address}"]
            """);

        var names = profile.Identify.Rendered(new() { Session = "s1", Address = "10.0.0.1", Class = [1, 2] });

        Assert.Equal(
            "Acct-Session-Id = \"s1\"; Framed-IP-Address = 10.0.0.1; Class = 0x0102; Cisco-Account-Info = \"S10.0.0.1\"",
            string.Join("; ", names.Select(name => RadiusDictionary.Standard.Format(name.Key, name.Value))));
    }

    [Theory]
    [InlineData("\"policyAttributes\": [\"Filter-Id\"]", "policyAttributes: \"Filter-Id\"; expected attribute=value")]
    [InlineData("\"policyAttributes\": [\"Filter-Idd={policy}\"]", "policyAttributes: \"Filter-Idd\" is in no dictionary; expected an attribute's name")]
    [InlineData("\"ordinary\": [\"Session-Timeout=long\"]", "ordinary: \"long\" is no value of Session-Timeout")]
    [InlineData("\"policies\": { \"slow\": [\"Filter-Id={polcy}\"] }", "policies.slow: {polcy} is not known; expected one of {session}, {user}")]
    [InlineData("\"identify\": [\"Tunnel-Type=1\"]", "identify: \"Tunnel-Type\" cannot be written")]
    public void A_template_that_is_wrong_is_named(string field, string message)
    {
        var failure = Assert.Throws<InvalidDataException>(() => Read(field));

        Assert.StartsWith($"profile own.json: {message}", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Text(NodeProfile profile, string? policy) =>
        string.Join("; ", profile.Policies.Of(policy).Select(one => RadiusDictionary.Standard.Format(one.Key, one.Value)));

    private NodeProfile Read(string fields)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "own.json"), $$"""
            {
              "account": ["User-Name"], "calledParty": [], "callingParty": [], "services": [], "grants": [], "comesBackFor": [],
              {{fields}}
            }
            """);

        return ProfileCatalog.Load(_folder.FullName, RadiusDictionary.Standard).Find("own")!;
    }
}
