using System.Security.Cryptography;
using static Billing.Radius.Tests.Packets;

namespace Billing.Radius.Tests;

public sealed class SaltEncryptionTests
{
    [Theory]
    [InlineData(0, 18)]
    [InlineData(15, 18)]
    [InlineData(16, 34)]
    [InlineData(239, 242)]
    public void A_value_is_hidden_in_whole_blocks_and_comes_back(int length, int hiddenLength)
    {
        var clear = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var (hidden, shown) = (new byte[242], new byte[240]);

        Assert.Equal(hiddenLength, SaltEncryption.Encrypt(clear, 0x0102, Authenticator, Secret, hidden));
        Assert.Equal([0x81, 0x02], hidden[..2]);
        Assert.True(SaltEncryption.TryDecrypt(hidden.AsSpan(0, hiddenLength), Authenticator, Secret, shown, out var shownLength));
        Assert.Equal(clear, shown[1..(shownLength + 1)]);
    }

    [Fact]
    public void It_is_the_RFCs_chain_of_digests() // RFC 2868 3.5
    {
        var hidden = new byte[242];
        SaltEncryption.Encrypt("a key of 20 octets.."u8, 5, Authenticator, Secret, hidden);
        byte[] clear = [20, .. "a key of 20 octets.."u8, .. new byte[11]];

#pragma warning disable CA5351 // RADIUS is MD5
        var first = MD5.HashData([.. SecretOctets, .. Authenticator, 0x80, 5]);
        byte[] expected = [.. first.Zip(clear, (a, b) => (byte)(a ^ b))];
        var second = MD5.HashData([.. SecretOctets, .. expected]);
#pragma warning restore CA5351

        Assert.Equal([.. expected, .. second.Zip(clear.Skip(16), (a, b) => (byte)(a ^ b))], hidden[2..34]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(19)]
    [InlineData(258)]
    public void Another_length_is_not_uncovered(int length) =>
        Assert.False(SaltEncryption.TryDecrypt(new byte[length], Authenticator, Secret, new byte[256], out _));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_tunnels_password_has_a_tag_before_its_salt(byte tag)
    {
        var buffer = new byte[256];
        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessAccept, 1);
        writer.AddSalted(Attributes.TunnelPassword, "tunnel"u8, 9, Authenticator, Secret, tag);
        writer.AddTagged(Attributes.TunnelType, tag, 13);
        writer.AddTagged(Attributes.TunnelPrivateGroupId, tag, "42");
        var packet = Parsed(buffer[..writer.CompleteResponse(Authenticator, Secret)]);

        Assert.True(packet.TryGet(Attributes.TunnelPassword, out var value));
        var shown = new byte[240];
        Assert.Equal(tag, value[0]);
        Assert.True(SaltEncryption.TryDecrypt(value[1..], Authenticator, Secret, shown, out var length));
        Assert.Equal("tunnel"u8.ToArray(), shown[1..(length + 1)]);
        Assert.Equal(
            tag == 0 ? ["64=0000000d", "81=3432"] : ["64=0300000d", "81=033432"], Listed(packet).Skip(1));
    }
}
