namespace Billing.Radius.Tests;

public sealed class SharedSecretTests
{
    [Fact]
    public void An_empty_secret_is_refused() => Assert.Throws<ArgumentException>(() => new SharedSecret([]));

    [Fact]
    public void A_secret_shows_itself_to_nobody() => Assert.Equal("***", $"{new SharedSecret("xyzzy5461"u8)}");
}
