using System.Text;
using Billing.Testing;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>RFC 2865 5, RFC 5080 2.5, RFC 6929 2.8: what we do not understand does not stop us.</summary>
public sealed class ToleranceTests(Stage stage)
{
    private static readonly Dictionary<string, TestGateway.Fill> Oddities = new()
    {
        ["an unknown attribute"] = (ref writer) => writer.Add(new(0, 199), "whatever"u8),
        ["an attribute of no octets"] = (ref writer) => writer.Add(new(0, 199), []),
        ["an unknown vendor"] = (ref writer) => writer.Add(new(4_000_000, 1), "whatever"u8),
        ["a vendor's attribute without a vendor"] = (ref writer) => writer.Add(Attributes.VendorSpecific, [0, 0]),
        ["a vendor's attribute without content"] = (ref writer) => writer.Add(Attributes.VendorSpecific, [0, 0, 0, 9]),
        ["a vendor's attribute of length 0"] = (ref writer) => writer.Add(Attributes.VendorSpecific, [0, 0, 0, 9, 1, 0, 65]),
        ["a vendor's attribute past its end"] = (ref writer) => writer.Add(Attributes.VendorSpecific, [0, 0, 0, 9, 1, 200, 65]),
        ["several of a vendor's attributes in one"] = (ref writer) =>
            writer.Add(Attributes.VendorSpecific, [0, 0, 0, 9, 1, 4, 65, 65, 2, 6, 1, 2, 3, 4, 103, 3, 66]),
        ["an extended attribute"] = (ref writer) => writer.Add(new(0, 241), [1, 2, 3]),
        ["a repeated attribute"] = (ref writer) =>
        {
            writer.AddString(Attributes.ReplyMessage, "one");
            writer.AddString(Attributes.ReplyMessage, "two");
        },
        ["bad UTF-8 in text"] = (ref writer) => writer.Add(Attributes.CallingStationId, [0xff, 0xfe, 0x80]),
        ["NULs in text"] = (ref writer) => writer.Add(Attributes.CallingStationId, "1\02\0"u8),
        ["a called party of bad UTF-8"] = (ref writer) => writer.Add(Attributes.CalledStationId, [0xc3, 0x28, 0]),
        ["a called party of NULs"] = (ref writer) => writer.Add(Attributes.CalledStationId, [0, 0, 0]),
        ["an address of the wrong length"] = (ref writer) => writer.Add(Attributes.FramedIpAddress, [10, 0, 0]),
        ["a time of the wrong length"] = (ref writer) => writer.Add(Attributes.EventTimestamp, [0, 0, 0, 0, 1, 2, 3, 4]),
        ["a Class of somebody else"] = (ref writer) => writer.Add(Attributes.Class, "0123456789abcdefghij"u8),
    };

    public static TheoryData<string> Cases() => [.. Oddities.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_changes_neither_login_nor_charge(string oddity)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var usage = new Usage(60, 1_000_000, 2_000_000) { More = Oddities[oddity] };

        Assert.Equal(RadiusCode.AccessAccept, (await gateway.AskAuthAsync(gateway.Login(user, more: Oddities[oddity])))?.Code);
        await gateway.ReportAsync(Status.Start, user, "t1", new() { More = Oddities[oddity] });
        await gateway.ReportAsync(Status.Interim, user, "t1", usage);
        await gateway.ReportAsync(Status.Stop, user, "t1", usage);

        Assert.Equal(9.97m, (await stage.Billing.BalanceAsync(user)).Posted);
        Assert.Single(await stage.Billing.XdrsAsync(user));
        await stage.AuditIsCleanAsync();
    }

    public static TheoryData<AttributeKey, int> WrongLengths() => new()
    {
        { Attributes.AcctSessionTime, 3 },
        { Attributes.AcctSessionTime, 8 },
        { Attributes.AcctInputOctets, 2 },
        { Attributes.AcctOutputOctets, 0 },
        { Attributes.AcctInputGigawords, 5 },
        { Attributes.AcctTerminateCause, 1 },
        { Attributes.AcctDelayTime, 1 },
        { Attributes.AcctStatusType, 2 },
    };

    [Theory]
    [MemberData(nameof(WrongLengths))]
    public async Task A_number_of_the_wrong_length_is_as_if_it_were_not_there(AttributeKey key, int length)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var odd = gateway.Request(RadiusCode.AccountingRequest, (ref writer) =>
        {
            writer.Add(key, new byte[length]);
            writer.AddUInt32(Attributes.AcctStatusType, Status.Interim);
            writer.AddString(Attributes.UserName, user);
            writer.AddString(Attributes.AcctSessionId, "t2");
        });
        Assert.Equal(RadiusCode.AccountingResponse, (await gateway.AskAcctAsync(odd))?.Code);

        await gateway.ReportAsync(Status.Stop, user, "t2", new(60, 1_000_000, 2_000_000));

        Assert.Equal(9.97m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_name_that_a_gateway_ends_with_NUL_is_the_name()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();

        await gateway.LogInAsync(user + "\0");
        await gateway.ReportAsync(Status.Stop, user + "\0", "t3\0", new(60, 1_000_000, 2_000_000));

        Assert.Equal(9.97m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Names_of_sessions_that_are_no_text_are_still_different_names()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        byte[][] names = [[0xff, 0x01], [0xfe, 0x01], [0x00, 0x01], [0x00, 0x02, 0x00], [0xc3, 0x28], "\uFFFD\u0001"u8.ToArray()];

        foreach (var name in names)
        {
            var stop = gateway.Request(RadiusCode.AccountingRequest, (ref writer) =>
            {
                writer.AddUInt32(Attributes.AcctStatusType, Status.Stop);
                writer.AddString(Attributes.UserName, user);
                writer.Add(Attributes.AcctSessionId, name);
                new Usage(60, 1_000_000, 2_000_000).Write(ref writer);
            });
            Assert.Equal(RadiusCode.AccountingResponse, (await gateway.AskAcctAsync(stop))?.Code);
            Assert.Equal(RadiusCode.AccountingResponse, (await gateway.AskAcctAsync(stop))?.Code);
        }

        Assert.Equal(10m - names.Length * 0.03m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Names_of_nobody_that_are_no_text_are_rejected()
    {
        using var gateway = await stage.GatewayAsync();

        foreach (var name in new byte[][] { [0xff, 0xfe], [0], [0, 65, 0], Encoding.UTF8.GetBytes("a\0b") })
        {
            var answer = await gateway.AskAuthAsync(gateway.Access((ref writer, random) =>
            {
                writer.Add(Attributes.UserName, name);
                Play.AddPassword(ref writer, gateway.Secret, random, "secret");
            }));
            Assert.Equal(RadiusCode.AccessReject, answer?.Code);
            var stop = gateway.Request(RadiusCode.AccountingRequest, (ref writer) =>
            {
                writer.AddUInt32(Attributes.AcctStatusType, Status.Stop);
                writer.Add(Attributes.UserName, name);
                writer.AddString(Attributes.AcctSessionId, "t5");
            });
            Assert.Equal(RadiusCode.AccountingResponse, (await gateway.AskAcctAsync(stop))?.Code);
        }
    }
}
