using System.Text;
using Billing.Core.Accounts;

namespace Billing.Core.Tests.Accounts;

public sealed class CredentialTests
{
    [Theory]
    [InlineData("wonderland", true)]
    [InlineData("Wonderland", false)]
    [InlineData("wonderlan", false)]
    [InlineData("wonderland\0", false)]
    [InlineData("", false)]
    public void A_password_proves_itself_octet_by_octet(string offered, bool proves) =>
        Assert.Equal(proves, new Credential.Password(Encoding.UTF8.GetBytes(offered)).Proves("wonderland"));

    [Fact]
    public void A_password_is_compared_in_UTF_8() =>
        Assert.True(new Credential.Password(Encoding.UTF8.GetBytes("contraseña")).Proves("contraseña"));

    [Theory]
    // RFC 2865 7.2: user flopsy; the request authenticator is the challenge
    [InlineData(0x16, "2aee86f08d0d55969ca5978e0d3367a2", "e97557c316185895f293ff6344077275", "arctangent", true)]
    [InlineData(0x16, "2aee86f08d0d55969ca5978e0d3367a2", "e97557c316185895f293ff6344077275", "Arctangent", false)]
    [InlineData(0x16, "2aee86f08d0d55969ca5978e0d3367a2", "e97557c316185895f293ff63440772", "arctangent", false)] // a short one
    [InlineData(0x17, "2aee86f08d0d55969ca5978e0d3367a2", "e97557c316185895f293ff6344077275", "arctangent", false)]
    [InlineData(0x16, "2aee86f08d0d55969ca5978e0d3367a3", "e97557c316185895f293ff6344077275", "arctangent", false)]
    [InlineData(0x16, "", "", "arctangent", false)]
    public void A_response_proves_the_secret_for_its_challenge(
        byte identifier, string challenge, string response, string secret, bool proves) =>
        Assert.Equal(proves, new Credential.Chap(identifier, Convert.FromHexString(challenge), Convert.FromHexString(response)).Proves(secret));

    [Theory]
    [InlineData(0x00, "", "")]
    [InlineData(0x16, "2aee86f08d0d55969ca5978e0d3367a2", "arctangent")]
    [InlineData(0xff, "01", "contraseña")]
    public void A_response_is_MD5_of_identifier_secret_and_challenge(byte identifier, string challenge, string secret)
    {
#pragma warning disable CA5351 // CHAP is MD5
        var digest = System.Security.Cryptography.MD5.HashData([identifier, .. Encoding.UTF8.GetBytes(secret), .. Convert.FromHexString(challenge)]);
#pragma warning restore CA5351

        Assert.True(new Credential.Chap(identifier, Convert.FromHexString(challenge), digest).Proves(secret));
        Assert.False(new Credential.Chap((byte)(identifier ^ 1), Convert.FromHexString(challenge), digest).Proves(secret));
        Assert.False(new Credential.Chap(identifier, Convert.FromHexString(challenge), digest).Proves(secret + "x"));
        Assert.False(new Credential.Chap(identifier, Convert.FromHexString(challenge), digest.AsMemory(0, 15)).Proves(secret));
    }

    [Fact]
    public void A_credential_never_shows_itself()
    {
        var password = new Credential.Password(Encoding.UTF8.GetBytes("wonderland"));

        Assert.Equal("Password", password.ToString());
        Assert.Equal("MsChap", new Credential.MsChap(new byte[1], new byte[16], new byte[16], new byte[24]).ToString());
        Assert.Equal("MutualProof", new MutualProof(new byte[1], new byte[1], new byte[1]).ToString());
        Assert.Equal("Chap", new Credential.Chap(1, new byte[16], new byte[16]).ToString());
    }
}
