using CsCheck;
using static Billing.Radius.Tests.Packets;

namespace Billing.Radius.Tests;

public sealed class UserPasswordTests
{
    [Theory]
    [InlineData("rfc2865-7.1")]
    [InlineData("rfc2865-7.3")]
    public void The_passwords_of_the_RFC_are_uncovered_and_hidden(string vector)
    {
        var file = new VectorFile(vector);
        var request = Parsed(file.Request);
        Assert.True(request.TryGet(Attributes.UserPassword, out var value));
        var clear = new byte[128];
        var hidden = new byte[16];

        Assert.True(UserPassword.TryDecrypt(value, request.Authenticator, file.Secret, clear, out var length));
        Assert.Equal(file.Text("password"), clear[..length]);
        Assert.Equal(16, UserPassword.Encrypt(file.Text("password"), request.Authenticator, file.Secret, hidden));
        Assert.Equal(value, hidden);
    }

    [Theory]
    //          clear  hidden
    [InlineData(0, 16)]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(127, 128)]
    [InlineData(128, 128)]
    public void A_password_is_hidden_in_blocks_of_sixteen(int clearLength, int hiddenLength)
    {
        var password = Enumerable.Range(1, clearLength).Select(i => (byte)i).ToArray();
        var hidden = new byte[128];
        var clear = new byte[128];

        Assert.Equal(hiddenLength, UserPassword.Encrypt(password, Authenticator, Secret, hidden));
        Assert.True(
            UserPassword.TryDecrypt(hidden.AsSpan(0, hiddenLength), Authenticator, Secret, clear, out var length));
        Assert.Equal(password, clear[..length]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(127)]
    [InlineData(144)]
    public void A_value_of_another_length_is_no_password(int length) =>
        Assert.False(UserPassword.TryDecrypt(new byte[length], Authenticator, Secret, new byte[128], out _));

    [Fact]
    public void A_password_longer_than_128_octets_cannot_be_hidden() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => UserPassword.Encrypt(new byte[129], Authenticator, Secret, new byte[256]));

    [Fact]
    public void Nul_octets_inside_a_password_stay()
    {
        byte[] hidden = new byte[16], clear = new byte[128];
        UserPassword.Encrypt([1, 0, 2, 0, 0], Authenticator, Secret, hidden);

        Assert.True(UserPassword.TryDecrypt(hidden, Authenticator, Secret, clear, out var length));
        Assert.Equal([1, 0, 2], clear[..length]);
    }

    [Fact]
    public void Another_secret_uncovers_another_password() =>
        Gen.Byte[1, 255].Array[1, 128].Sample(password =>
        {
            byte[] hidden = new byte[128], clear = new byte[128];
            var length = UserPassword.Encrypt(password, Authenticator, Secret, hidden);
            UserPassword.TryDecrypt(hidden.AsSpan(0, length), Authenticator, new("other"u8), clear, out var other);
            return !clear.AsSpan(0, other).SequenceEqual(password);
        });
}
