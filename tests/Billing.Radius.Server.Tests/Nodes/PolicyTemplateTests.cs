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

    [Theory]
    [InlineData("Tunnel-Type:1=VLAN", "Tunnel-Type:1 = VLAN")]
    [InlineData("Tunnel-Private-Group-Id:1={policy}", "Tunnel-Private-Group-Id:1 = \"42\"")]
    [InlineData("Framed-IPv6-Prefix=2001:db8:1::/48", "Framed-IPv6-Prefix = 2001:db8:1::/48")]
    [InlineData("Framed-Interface-Id=0:0:0:1", "Framed-Interface-Id = 0000:0000:0000:0001")]
    [InlineData("NAS-IPv6-Address=2001:db8::1", "NAS-IPv6-Address = 2001:db8::1")]
    [InlineData("Event-Timestamp=2026-12-01T00:00:00Z", "Event-Timestamp = 2026-12-01T00:00:00Z")]
    [InlineData("Class=0x0102ff", "Class = 0x0102ff")]
    [InlineData("WiMAX-PDFID={policy}", "WiMAX-PDFID = 42")]
    [InlineData("WiMAX-GMT-Timezone-offset=-3600", "WiMAX-GMT-Timezone-offset = -3600")]
    [InlineData(
        "WiMAX-PPAQ={ WiMAX-Duration-Quota={policy}, WiMAX-Update-Reason=Quota-Reached, WiMAX-Prepaid-Server=192.0.2.1 }",
        "WiMAX-PPAQ = { WiMAX-Duration-Quota = 42, WiMAX-Update-Reason = Quota-Reached, WiMAX-Prepaid-Server = 192.0.2.1 }")]
    [InlineData("WiMAX-PPAQ={ WiMAX-Duration-Quota={up} }", "")] // half of it would be something else
    public void A_value_of_any_type_is_written_as_it_is_shown(string template, string attribute)
    {
        var profile = Read($"\"policyAttributes\": [\"{template}\"]");

        Assert.Equal(attribute, Text(profile, "42"));
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
    [InlineData("\"identify\": [\"Tunnel-Password=x\"]", "identify: \"Tunnel-Password\" cannot be written: it is hidden with the gateway's secret")]
    [InlineData("\"ordinary\": [\"Tunnel-Type:32=VLAN\"]", "ordinary: \"Tunnel-Type:32\": expected a tag of 1 to 31")]
    [InlineData("\"ordinary\": [\"Filter-Id:1=x\"]", "ordinary: \"Filter-Id:1\": Filter-Id has no tag (RFC 2868)")]
    [InlineData("\"ordinary\": [\"Tunnel-Type:1=16777216\"]", "ordinary: \"16777216\" is no value of Tunnel-Type; expected a number up to 16777215")]
    [InlineData("\"ordinary\": [\"Framed-IPv6-Prefix=2001:db8::1/32\"]", "ordinary: \"2001:db8::1/32\" is no value of Framed-IPv6-Prefix; expected a prefix such as 2001:db8::/32")]
    [InlineData("\"ordinary\": [\"WiMAX-PDFID=70000\"]", "ordinary: \"70000\" is no value of WiMAX-PDFID; expected a number up to 65535")]
    [InlineData("\"ordinary\": [\"WiMAX-Duration-Quota=60\"]", "ordinary: \"WiMAX-Duration-Quota\" cannot be written by itself")]
    [InlineData("\"ordinary\": [\"WiMAX-PPAC={ WiMAX-Duration-Quota=60 }\"]", "ordinary: \"WiMAX-Duration-Quota\" is not within WiMAX-PPAC")]
    [InlineData("\"ordinary\": [\"WiMAX-PPAQ={ WiMAX-Duration-Quota=soon }\"]", "ordinary: \"soon\" is no value of WiMAX-Duration-Quota")]
    [InlineData("\"ordinary\": [\"WiMAX-PPAQ=0x0504\"]", "ordinary: \"0x0504\" is no value of WiMAX-PPAQ; expected { attribute=value, … }")]
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
