using static Billing.Radius.Tests.Packets;

namespace Billing.Radius.Tests;

public sealed class ChapPasswordTests
{
    [Fact]
    public void The_response_of_the_RFC_answers_the_requests_authenticator()
    {
        var file = new VectorFile("rfc2865-7.2");
        var request = Parsed(file.Request);
        Assert.True(request.TryGet(Attributes.ChapPassword, out var chapPassword));

        Assert.True(ChapPassword.Verify(chapPassword, request.Authenticator, file.Text("password")));
        Assert.False(ChapPassword.Verify(chapPassword, request.Authenticator, "arctangenT"u8));
        Assert.False(ChapPassword.Verify(chapPassword, Authenticator, file.Text("password")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(253)]
    public void A_computed_response_answers_a_challenge_of_any_length(int length)
    {
        var challenge = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var response = new byte[ChapPassword.Length];
        ChapPassword.Compute(42, challenge, "secret"u8, response);

        Assert.Equal(42, response[0]);
        Assert.True(ChapPassword.Verify(response, challenge, "secret"u8));

        response[0]++;
        Assert.False(ChapPassword.Verify(response, challenge, "secret"u8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(18)]
    public void A_response_of_another_length_is_wrong(int length) =>
        Assert.False(ChapPassword.Verify(new byte[length], Authenticator, "secret"u8));

    [Fact]
    public void An_empty_challenge_is_never_answered()
    {
        var response = new byte[ChapPassword.Length];
        ChapPassword.Compute(1, [], "secret"u8, response);

        Assert.False(ChapPassword.Verify(response, [], "secret"u8));
    }
}
