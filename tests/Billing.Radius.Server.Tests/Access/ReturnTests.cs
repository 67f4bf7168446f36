using Billing.Testing;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>Gateways that come back for more in an Access-Request, and the quotas of others.</summary>
public sealed class ReturnTests(Stage stage)
{
    private const byte ThresholdReached = 3;
    private const byte RemoteForcedDisconnect = 6;

    [Fact]
    public async Task A_used_quota_is_charged_once_and_answered_with_the_next_one()
    {
        using var gateway = await stage.GatewayAsync("wimax");
        var user = await stage.AccountAsync(funds: 1.00m);
        var accept = await gateway.LogInAsync(user);
        Assert.Equal((50_000_000L, 45_000_000L), Quota(accept)); // a slice, and from where the next one is asked for

        var request = Return(gateway, accept, 45_000_000);
        var first = await gateway.AskAuthAsync(request);
        var again = await gateway.AskAuthAsync(Return(gateway, accept, 45_000_000));
        var late = await gateway.AskAuthAsync(Return(gateway, accept, 30_000_000));

        Assert.All([first, again, late], answer => Assert.Equal((95_000_000L, 90_000_000L), Quota(answer!)));
        Assert.Equal(0.45m, (await stage.Billing.BalanceAsync(user)).Unsettled);

        // The counters of accounting are of the same octets.
        await gateway.ReportAsync(Status.Interim, user, "w1", new(60, 15_000_000, 30_000_000) { Class = accept.Find(Attributes.Class) });
        Assert.Equal(0.45m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await gateway.ReportAsync(Status.Stop, user, "w1", new(90, 20_000_000, 40_000_000) { Class = accept.Find(Attributes.Class) });
        Assert.Equal((0.40m, 0m), await FundsAsync(user));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task The_same_return_from_many_sockets_at_once_has_one_effect()
    {
        using var gateway = await stage.GatewayAsync("wimax");
        var user = await stage.AccountAsync(funds: 2.00m);
        var accept = await gateway.LogInAsync(user);
        var others = Enumerable.Range(0, 8).Select(_ => stage.Another(gateway)).ToList();

        var answers = await Task.WhenAll(others.Select(other => other.AskAuthAsync(Return(other, accept, 50_000_000))));

        Assert.All(answers, answer => Assert.Equal(100_000_000L, Quota(answer!).Quota));
        Assert.Equal((0.50m, 0.50m), ((await stage.Billing.BalanceAsync(user)).Unsettled, (await stage.Billing.BalanceAsync(user)).Held));
        others.ForEach(other => other.Dispose());
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task The_last_quota_is_what_the_funds_buy_and_then_there_is_none()
    {
        using var gateway = await stage.GatewayAsync("wimax");
        var user = await stage.AccountAsync(funds: 0.70m);
        var accept = await gateway.LogInAsync(user);

        Assert.Equal(70_000_000L, Quota((await gateway.AskAuthAsync(Return(gateway, accept, 45_000_000)))!).Quota);
        var end = await gateway.AskAuthAsync(Return(gateway, accept, 70_000_000));

        Assert.Equal((RadiusCode.AccessReject, "not enough funds"), (end?.Code, end?.Text(Attributes.ReplyMessage)));
        Assert.Equal(0.70m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task What_is_given_back_is_charged_and_ends_the_session()
    {
        using var gateway = await stage.GatewayAsync("wimax");
        var user = await stage.AccountAsync(funds: 1.00m);
        var accept = await gateway.LogInAsync(user);

        var answer = await gateway.AskAuthAsync(Return(gateway, accept, 12_000_000, RemoteForcedDisconnect));

        Assert.Equal(RadiusCode.AccessAccept, answer?.Code);
        Assert.Null(answer!.Find(Attributes.WiMax.Ppaq));
        Assert.Equal((0.88m, 0m), await FundsAsync(user));
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData(null, true)] // it is what its profile says
    [InlineData(new byte[] { 1, 6, 0, 0, 0, 1 }, true)]
    [InlineData(new byte[] { 1, 6, 0, 0, 0, 67 }, true)]
    [InlineData(new byte[] { 1, 6, 0, 0, 0, 2 }, false)] // seconds only
    [InlineData(new byte[] { 1, 6, 0, 0, 0, 0 }, false)]
    [InlineData(new byte[] { 1, 3, 0 }, true)] // says nothing
    public async Task A_quota_is_told_to_who_can_meter_it(byte[]? capability, bool isTold)
    {
        using var gateway = await stage.GatewayAsync("wimax");
        var user = await stage.AccountAsync(funds: 1.00m);

        var answer = await gateway.AskAuthAsync(gateway.SignedLogin(user, "secret", (ref writer) =>
        {
            if (capability is not null)
            {
                writer.Add(Attributes.WiMax.Ppac, capability);
            }
        }));

        Assert.Equal(RadiusCode.AccessAccept, answer?.Code);
        Assert.Equal(isTold, answer!.Find(Attributes.WiMax.Ppaq) is not null);
    }

    [Theory]
    //          signed  with our token
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Who_asks_proves_the_gateway_and_names_a_session(bool isSigned, bool hasToken)
    {
        using var gateway = await stage.GatewayAsync("wimax");
        var user = await stage.AccountAsync();
        var accept = await gateway.LogInAsync(user);

        var answer = await gateway.AskAuthAsync(Return(gateway, accept, 45_000_000, isSigned: isSigned, hasToken: hasToken));

        Assert.Equal(RadiusCode.AccessReject, answer?.Code);
        Assert.Equal(0m, (await stage.Billing.BalanceAsync(user)).Unsettled);
    }

    [Fact]
    public async Task A_Cisco_comes_back_under_its_own_name_for_the_session()
    {
        using var gateway = await stage.GatewayAsync("cisco-isg");
        var user = await stage.AccountAsync(funds: 1.00m);
        var accept = await gateway.LogInAsync(user);
        Assert.Equal("QV50000000", accept.Text(Attributes.Cisco.ControlInfo));
        await gateway.ReportAsync(Status.Start, user, "isg-1", new() { Class = accept.Find(Attributes.Class) });

        var answer = await gateway.AskAuthAsync(gateway.SignedLogin(user, "cisco", (ref writer) =>
        {
            writer.AddString(Attributes.AcctSessionId, "isg-1");
            writer.AddString(Attributes.Cisco.ControlInfo, "QR0");
            writer.AddUInt32(Attributes.AcctOutputOctets, 50_000_000);
        }));

        Assert.Equal((RadiusCode.AccessAccept, "QV50000000"), (answer?.Code, answer?.Text(Attributes.Cisco.ControlInfo)));
        Assert.Equal(0.50m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Hotspots_and_others_are_told_their_quota_in_their_own_words()
    {
        var (coova, huawei, wispr) = (await stage.GatewayAsync("coova"), await stage.GatewayAsync("huawei-prepaid"), await stage.GatewayAsync("wispr"));
        var user = await stage.AccountAsync(funds: 50.00m);

        var (first, second, third) = (await coova.LogInAsync(user), (Answer?)null, (Answer?)null);
        Assert.Equal(5_000_000_000L, first.Number(Attributes.ChilliSpot.MaxTotalOctets)!.Value + ((long)first.Number(Attributes.ChilliSpot.MaxTotalGigawords)!.Value << 32));
        second = await huawei.LogInAsync(await stage.AccountAsync(funds: 50.00m));
        Assert.Equal((uint)(5_000_000_000L / 1024), second.Number(Attributes.Huawei.RemanentVolume));
        third = await wispr.LogInAsync(await stage.AccountAsync());
        var end = DateTimeOffset.Parse(third.Text(Attributes.Wispr.SessionTerminateTime)!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(end, DateTimeOffset.UtcNow.AddHours(23), DateTimeOffset.UtcNow.AddHours(24));
        coova.Dispose();
        huawei.Dispose();
        wispr.Dispose();
    }

    internal static byte[] Return(
        TestGateway gateway, Answer accept, uint used, byte reason = ThresholdReached, bool isSigned = true, bool hasToken = true) =>
        gateway.Access((ref writer, _) =>
        {
            if (isSigned)
            {
                writer.ReserveMessageAuthenticator();
            }

            writer.AddUInt32(Attributes.ServiceType, 17);

            if (hasToken)
            {
                writer.Add(Attributes.State, accept.Find(Attributes.State)!);
            }

            byte[] octets = [(byte)(used >> 24), (byte)((used >> 16) & 0xff), (byte)((used >> 8) & 0xff), (byte)(used & 0xff)];
            writer.Add(Attributes.WiMax.Ppaq, [1, 6, 0, 0, 0, 1, 2, 6, .. octets, 8, 6, 0, 0, 0, reason]);
        });

    private static (long Quota, long Threshold) Quota(Answer answer)
    {
        Assert.True(answer.Code is RadiusCode.AccessAccept, answer.Text(Attributes.ReplyMessage));
        var value = answer.Find(Attributes.WiMax.Ppaq)!;
        Assert.True(TlvEnumerator.TryGet(value, 3, out var threshold));

        return (PrepaidQuota.Read(value).VolumeOctets!.Value, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(threshold));
    }

    private async Task<(decimal Posted, decimal Held)> FundsAsync(string user)
    {
        var balance = await stage.Billing.BalanceAsync(user);

        return (balance.Posted, balance.Held);
    }
}
