namespace Billing.Host.Users;

/// <summary>Section <c>Billing:Portal</c>: what concerns signing in.</summary>
internal sealed class SignInOptions
{
    /// <summary>How long a session without "keep me signed in" lives after it was last used.</summary>
    public TimeSpan SessionLength { get; set; } = TimeSpan.FromHours(8);

    /// <summary>The same with "keep me signed in".</summary>
    public TimeSpan RememberedLength { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How often a session asks whether it was ended elsewhere; the longest that an ended one goes on.</summary>
    public TimeSpan StampCheck { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often one address may try to sign in a minute, at each process; further tries are told to wait.</summary>
    public int SignInsPerMinute { get; set; } = 60;

    /// <summary>The domain that passkeys are made for; empty: the host by which the portal is called.</summary>
    public string PasskeyDomain { get; set; } = "";
}
