namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>What a gateway says at the end is kept as it said it, whatever of it we know (RFC 2865 5.26, RFC 5080 2.5).</summary>
public sealed class RawAttributeTests(Stage stage)
{
    private static readonly AttributeKey Unheard = new(63_999, 7);

    [Fact]
    public async Task The_record_keeps_what_nobody_knows_in_its_order_and_what_is_malformed()
    {
        using var gateway = await stage.GatewayAsync("generic");
        var user = await stage.AccountAsync();
        var accept = await gateway.LogInAsync(user);
        var usage = new Usage(60, 0, 5_000_000)
        {
            Class = accept.Find(Attributes.Class),
            More = (ref writer) =>
            {
                writer.AddString(Unheard, "first");
                writer.Add(new AttributeKey(0, 26), [0, 0, 0, 0, 1, 3, 9]); // of vendor 0: no sub-attribute, all of it is its value
                writer.AddString(Unheard, "second");
            },
        };

        await gateway.ReportAsync(Status.Start, user, "raw", usage with { Output = 0 });
        await gateway.ReportAsync(Status.Stop, user, "raw", usage);

        var kept = await stage.QueryAsync<byte[]>("select x.attributes from xdr x join account a using (account_id) where a.login = $1", user);
        var lines = RadiusDictionary.Standard.FormatAll(kept);
        var vendors = lines.Where(line => line.StartsWith("Attr-26.63999", StringComparison.Ordinal) || line.EndsWith("0x00000000010309", StringComparison.Ordinal));
        Assert.Equal(["0x6669727374", "0x00000000010309", "0x7365636f6e64"], vendors.Select(line => line[(line.IndexOf(" = ", StringComparison.Ordinal) + 3)..]));
        Assert.Contains("Acct-Status-Type = Stop", lines);
        Assert.Contains("Acct-Output-Octets = 5000000", lines);
        await stage.AuditIsCleanAsync();
    }
}
