using System.Security.Cryptography;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>RFC 2865 4, 5.2, 5.3, 5.40. Each answer's authenticator is checked by the gateway that asks.</summary>
public sealed class CredentialTests(Stage stage)
{
    [Theory]
    //          user       password       answer
    [InlineData("alice", "wonderland", RadiusCode.AccessAccept)]
    [InlineData("alice", "Wonderland", RadiusCode.AccessReject)]
    [InlineData("alice", "wonderlan", RadiusCode.AccessReject)]
    [InlineData("alice", "wonderland1", RadiusCode.AccessReject)]
    [InlineData("alice", "", RadiusCode.AccessReject)]
    [InlineData("Alice", "wonderland", RadiusCode.AccessReject)]
    [InlineData("nobody", "wonderland", RadiusCode.AccessReject)]
    [InlineData("", "wonderland", RadiusCode.AccessReject)]
    public async Task A_login_is_accepted_or_rejected_and_never_met_with_silence(string user, string password, RadiusCode code)
    {
        using var gateway = await stage.GatewayAsync();

        var answer = await gateway.AuthenticateAsync(user, password);

        Assert.Equal(code, answer?.Code);
        Assert.Equal(code is RadiusCode.AccessReject, answer!.Text(Attributes.ReplyMessage) is { Length: > 0 });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(127)]
    [InlineData(128)]
    public async Task A_password_may_have_128_octets(int length)
    {
        using var gateway = await stage.GatewayAsync();
        var password = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i % 26)));
        var user = await stage.AccountAsync(password: password);

        await gateway.LogInAsync(user, password: password);
        await gateway.IsRejectedAsync(user, password: password[..^1] + "!");
    }

    [Fact]
    public async Task A_password_of_other_letters_than_ASCII_is_UTF_8()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync(password: "Пароль-κωδικός");

        await gateway.LogInAsync(user, password: "Пароль-κωδικός");
    }

    [Theory]
    //          challenge's octets (null: the authenticator is the challenge)  password  answer
    [InlineData(null, "secret", RadiusCode.AccessAccept)]
    [InlineData(16, "secret", RadiusCode.AccessAccept)]
    [InlineData(7, "secret", RadiusCode.AccessAccept)]
    [InlineData(253, "secret", RadiusCode.AccessAccept)]
    [InlineData(null, "Secret", RadiusCode.AccessReject)]
    [InlineData(16, "Secret", RadiusCode.AccessReject)]
    [InlineData(0, "secret", RadiusCode.AccessReject)] // its response would be good for ever
    public async Task A_CHAP_response_proves_the_password(int? challengeLength, string password, RadiusCode code)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();

        var answer = await gateway.AskAuthAsync(gateway.Access((ref writer, random) =>
        {
            var challenge = challengeLength is { } length ? RandomNumberGenerator.GetBytes(length) : random;
            writer.AddString(Attributes.UserName, user);
            writer.Add(Attributes.ChapPassword, Chap(password, challenge));

            if (challengeLength is not null)
            {
                writer.Add(Attributes.ChapChallenge, challenge);
            }
        }));

        Assert.Equal(code, answer?.Code);
    }

    [Fact]
    public async Task A_CHAP_response_to_another_challenge_is_rejected()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();

        var answer = await gateway.AskAuthAsync(gateway.Access((ref writer, _) =>
        {
            writer.AddString(Attributes.UserName, user);
            writer.Add(Attributes.ChapPassword, Chap("secret", RandomNumberGenerator.GetBytes(16)));
        }));

        Assert.Equal(RadiusCode.AccessReject, answer?.Code);
    }

    [Theory]
    //          PAP    CHAP
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Both_kinds_of_credentials_or_none_are_not_accepted(bool hasPassword, bool hasChap)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();

        var answer = await gateway.AskAuthAsync(gateway.Access((ref writer, random) =>
        {
            writer.AddString(Attributes.UserName, user);

            if (hasPassword)
            {
                Play.AddPassword(ref writer, gateway.Secret, random, "secret");
            }

            if (hasChap)
            {
                writer.Add(Attributes.ChapPassword, Chap("secret", random));
            }
        }));

        Assert.Equal(RadiusCode.AccessReject, answer?.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(144)]
    public async Task A_hidden_password_of_an_impossible_length_is_rejected(int length)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();

        var answer = await gateway.AskAuthAsync(gateway.Access((ref writer, _) =>
        {
            writer.AddString(Attributes.UserName, user);
            writer.Add(Attributes.UserPassword, new byte[length]);
        }));

        Assert.Equal(RadiusCode.AccessReject, answer?.Code);
    }

    [Fact]
    public async Task A_login_without_a_name_is_rejected()
    {
        using var gateway = await stage.GatewayAsync();

        var answer = await gateway.AskAuthAsync(gateway.Access((ref writer, random) =>
            Play.AddPassword(ref writer, gateway.Secret, random, "secret")));

        Assert.Equal(RadiusCode.AccessReject, answer?.Code);
    }

    private static byte[] Chap(string password, byte[] challenge)
    {
        var value = new byte[ChapPassword.Length];
        ChapPassword.Compute(42, challenge, System.Text.Encoding.UTF8.GetBytes(password), value);

        return value;
    }
}
