using static Billing.Radius.Tests.Packets;

namespace Billing.Radius.Tests;

public sealed class PacketAuthenticationTests
{
    private static readonly byte[] Zeros = new byte[16];
    private static readonly byte[] Empty = Attribute(80, new byte[16]);
    private static readonly byte[] User = Attribute(1, "bob"u8.ToArray());

    [Theory]
    [InlineData("rfc2865-7.1")]
    [InlineData("rfc2865-7.2")]
    [InlineData("rfc2865-7.3")]
    public void The_responses_of_the_RFC_answer_their_requests(string vector)
    {
        var file = new VectorFile(vector);
        var request = Parsed(file.Request);

        Assert.True(PacketAuthentication.VerifyResponse(Parsed(file.Response), request.Authenticator, file.Secret));
        Assert.False(PacketAuthentication.VerifyResponse(Parsed(file.Response), Authenticator, file.Secret));
        Assert.False(PacketAuthentication.VerifyResponse(Parsed(file.Response), request.Authenticator, Secret));
    }

    [Theory]
    [InlineData(RadiusCode.AccountingRequest)]
    [InlineData(RadiusCode.CoaRequest)]
    [InlineData(RadiusCode.DisconnectRequest)]
    public void An_accounting_request_proves_the_secret_by_its_authenticator(RadiusCode code)
    {
        var packet = WithAuthenticator(Packet(code, User), Zeros);

        Assert.True(PacketAuthentication.VerifyAccountingRequest(Parsed(packet), Secret));
        Assert.False(PacketAuthentication.VerifyAccountingRequest(Parsed(packet), new("testing124"u8)));
        AssertEveryOctetCounts(packet, broken => PacketAuthentication.VerifyAccountingRequest(Parsed(broken), Secret));
    }

    [Fact]
    public void An_access_request_has_no_such_authenticator() =>
        Assert.False(PacketAuthentication.VerifyAccountingRequest(
            Parsed(WithAuthenticator(Packet(RadiusCode.AccessRequest, User), Zeros)), Secret));

    [Theory]
    [InlineData(RadiusCode.AccessRequest)]
    [InlineData(RadiusCode.StatusServer)]
    [InlineData(RadiusCode.AccountingRequest)]
    [InlineData(RadiusCode.CoaRequest)]
    [InlineData(RadiusCode.DisconnectRequest)]
    public void A_message_authenticator_is_right_wherever_it_stands(RadiusCode code)
    {
        var isHashed = code is not (RadiusCode.AccessRequest or RadiusCode.StatusServer);

        foreach (var (packet, at) in new[]
        {
            (Packet(code, Empty), 22),
            (Packet(code, Empty, User), 22),
            (Packet(code, User, Empty, User), 27),
            (Packet(code, User, Empty), 27),
        })
        {
            var signed = WithMessageAuthenticator(packet, at, isHashed ? Zeros : Authenticator);

            Assert.Equal(MessageAuthenticatorState.Valid, Check(signed));
            AssertEveryOctetCounts(signed, broken => Check(broken) == MessageAuthenticatorState.Valid, isHashed);
        }
    }

    [Fact]
    public void Without_one_it_is_absent() =>
        Assert.Equal(MessageAuthenticatorState.Absent, Check(Packet(RadiusCode.AccessRequest, User)));

    [Fact]
    public void One_inside_a_vendors_attribute_is_the_vendors() =>
        Assert.Equal(
            MessageAuthenticatorState.Absent, Check(Packet(RadiusCode.AccessRequest, VendorSpecific(9, Empty))));

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void One_of_another_length_is_wrong(int length) =>
        Assert.Equal(
            MessageAuthenticatorState.Invalid,
            Check(Packet(RadiusCode.AccessRequest, Attribute(80, new byte[length]), User)));

    [Fact]
    public void A_second_one_is_wrong() =>
        Assert.Equal(
            MessageAuthenticatorState.Invalid,
            Check(WithMessageAuthenticator(Packet(RadiusCode.AccessRequest, Empty, Empty), 22, Authenticator)));

    [Fact]
    public void A_response_proves_the_secret_by_both()
    {
        byte[] request = [.. Authenticator.Reverse()];
        var unsigned = Packet(RadiusCode.AccessAccept, Empty, User);
        var signed = WithAuthenticator(WithMessageAuthenticator(unsigned, 22, request), request);
        var wrong = WithAuthenticator(unsigned, request);

        Assert.True(PacketAuthentication.VerifyResponse(Parsed(signed), request, Secret));
        Assert.False(PacketAuthentication.VerifyResponse(Parsed(wrong), request, Secret));
        AssertEveryOctetCounts(
            signed, broken => PacketAuthentication.VerifyResponse(Parsed(broken), request, Secret));
    }

    private static MessageAuthenticatorState Check(byte[] packet) =>
        PacketAuthentication.CheckMessageAuthenticator(Parsed(packet), Secret);

    /// <summary>Changes each octet but those of lengths, which would be another packet.</summary>
    private static void AssertEveryOctetCounts(
        byte[] packet, Func<byte[], bool> isRight, bool skipAuthenticator = false)
    {
        Assert.True(isRight(packet));
        var lengths = new HashSet<int> { 2, 3 };

        for (var at = 21; at < packet.Length; at += packet[at])
        {
            lengths.Add(at);
        }

        for (var i = 0; i < packet.Length; i++)
        {
            // A request's code says which authenticator is meant; a hashed one is not under the Message-Authenticator.
            if (lengths.Contains(i) || (skipAuthenticator && i is >= 4 and < 20))
            {
                continue;
            }

            var broken = packet.ToArray();
            broken[i] ^= 0x40;
            Assert.False(isRight(broken), $"octet {i}");
        }
    }
}
