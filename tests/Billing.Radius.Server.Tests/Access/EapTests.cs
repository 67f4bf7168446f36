namespace Billing.Radius.Server.Tests.Access;

/// <summary>A station that nobody here wrote (eapol_test) gets in by PEAP and TTLS, with FreeRADIUS between it and us.</summary>
public sealed class EapTests(EapByFreeRadius access) : IClassFixture<EapByFreeRadius>
{
    [Theory]
    [InlineData("eap=PEAP\n identity=\"outer\"\n phase2=\"auth=MSCHAPV2\"")]
    [InlineData("eap=TTLS\n identity=\"outer\"\n phase2=\"auth=PAP\"")]
    [InlineData("eap=TTLS\n identity=\"outer\"\n phase2=\"auth=CHAP\"")]
    [InlineData("eap=TTLS\n identity=\"outer\"\n phase2=\"auth=MSCHAPV2\"")]
    public async Task Who_has_money_and_the_right_password_is_in_with_keys_and_a_hold(string phases)
    {
        await StartedAsync();
        var before = (await access.Billing.BalanceAsync("carol")).Held;

        var (isIn, said) = await access.JoinAsync(Inside(phases, "carol", "carol"));

        Assert.True(isIn, said);
        Assert.Contains("SUCCESS", said, StringComparison.Ordinal);
        Assert.Contains("MPPE keys OK: 1  mismatch: 0", said, StringComparison.Ordinal);
        Assert.True((await access.Billing.BalanceAsync("carol")).Held > before);
        Assert.Empty((await access.Billing.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData("eap=PEAP\n identity=\"outer\"\n phase2=\"auth=MSCHAPV2\"")]
    [InlineData("eap=TTLS\n identity=\"outer\"\n phase2=\"auth=PAP\"")]
    public async Task A_wrong_password_stays_out(string phases)
    {
        await StartedAsync();

        var (isIn, said) = await access.JoinAsync(Inside(phases, "carol", "wrong"));

        Assert.False(isIn, said);
        Assert.Contains("CTRL-EVENT-EAP-FAILURE", said, StringComparison.Ordinal);
    }

    // FreeRADIUS takes a moment to listen.
    private Task StartedAsync() => Eventually.IsAsync(
        async () => (await access.JoinAsync(Inside("eap=TTLS\n identity=\"outer\"\n phase2=\"auth=PAP\"", "alice", "wonderland"))).IsIn,
        "FreeRADIUS listens");

    private static string Inside(string phases, string user, string password) =>
        $"{phases.Replace("identity=\"outer\"", $"anonymous_identity=\"outer\"\n identity=\"{user}\"", StringComparison.Ordinal)}\n password=\"{password}\"";
}
