using Billing.Testing;

namespace Billing.Radius.Server.Tests;

/// <summary>Acct-Status-Type (RFC 2866 5.1).</summary>
internal static class Status
{
    public const uint Start = 1;
    public const uint Stop = 2;
    public const uint Interim = 3;
    public const uint On = 7;
    public const uint Off = 8;
}

/// <summary>What an accounting report says beside who and which session.</summary>
internal sealed record Usage(long? Seconds = null, long? Input = null, long? Output = null)
{
    public static readonly Usage None = new();

    /// <summary>Whether the gateway sends the high words at all.</summary>
    public bool Gigawords { get; init; }

    public DateTimeOffset? EventAt { get; init; }

    public uint? DelaySeconds { get; init; }

    public byte[]? Class { get; init; }

    public string? Called { get; init; }

    public TestGateway.Fill? More { get; init; }

    public void Write(ref RadiusPacketWriter writer)
    {
        if (Class is not null)
        {
            writer.Add(Attributes.Class, Class);
        }

        if (Called is not null)
        {
            writer.AddString(Attributes.CalledStationId, Called);
        }

        if (EventAt is { } at)
        {
            writer.AddTime(Attributes.EventTimestamp, at);
        }

        if (DelaySeconds is { } delay)
        {
            writer.AddUInt32(Attributes.AcctDelayTime, delay);
        }

        if (Seconds is { } seconds)
        {
            writer.AddUInt32(Attributes.AcctSessionTime, (uint)seconds);
        }

        Add(ref writer, Input, Attributes.AcctInputOctets, Attributes.AcctInputGigawords);
        Add(ref writer, Output, Attributes.AcctOutputOctets, Attributes.AcctOutputGigawords);
        More?.Invoke(ref writer);
    }

    private void Add(ref RadiusPacketWriter writer, long? total, AttributeKey low, AttributeKey high)
    {
        if (total is not { } octets)
        {
            return;
        }

        writer.AddUInt32(low, (uint)(octets & uint.MaxValue));

        if (Gigawords)
        {
            writer.AddUInt32(high, (uint)(octets >> 32));
        }
    }
}

internal static class Play
{
    /// <summary>Reports, and has it acknowledged.</summary>
    public static async Task ReportAsync(this TestGateway gateway, uint status, string user, string id, Usage? usage = null)
    {
        var answer = await gateway.AccountAsync(status, user, id, (usage ?? Usage.None).Write);
        Assert.True(answer is not null, gateway.Excuse);
        Assert.Equal(RadiusCode.AccountingResponse, answer.Code);
    }

    /// <summary>Reports as a gateway does: again, until it is acknowledged.</summary>
    public static async Task ReportUntilAnsweredAsync(this TestGateway gateway, uint status, string user, string id, Usage usage)
    {
        gateway.Patience = TimeSpan.FromSeconds(1);
        var delay = 0u;
        await Eventually.IsAsync(
            async () => await gateway.AccountAsync(status, user, id, (usage with { DelaySeconds = delay++ }).Write) is not null,
            "the report is answered");
    }

    /// <summary>Logs in, and is accepted.</summary>
    /// <returns>The answer.</returns>
    public static async Task<Answer> LogInAsync(this TestGateway gateway, string user, string? called = null, string password = "secret")
    {
        var answer = await AskAsync(gateway, user, called, password);
        Assert.True(answer?.Code is RadiusCode.AccessAccept, answer?.Text(Attributes.ReplyMessage) ?? gateway.Excuse);

        return answer!;
    }

    /// <summary>Logs in, and is rejected.</summary>
    /// <returns>Why.</returns>
    public static async Task<string?> IsRejectedAsync(this TestGateway gateway, string user, string? called = null, string password = "secret")
    {
        var answer = await AskAsync(gateway, user, called, password);
        Assert.Equal(RadiusCode.AccessReject, answer?.Code);

        return answer!.Text(Attributes.ReplyMessage);
    }

    /// <summary>An Access-Request with PAP, to be sent as it is.</summary>
    public static byte[] Login(this TestGateway gateway, string user, string password = "secret", TestGateway.Fill? more = null) =>
        gateway.Access((ref writer, random) =>
        {
            writer.AddString(Attributes.UserName, user);
            AddPassword(ref writer, gateway.Secret, random, password);
            more?.Invoke(ref writer);
        });

    /// <summary>The same with a Message-Authenticator, as the first attribute.</summary>
    public static byte[] SignedLogin(this TestGateway gateway, string user, string password = "secret", TestGateway.Fill? more = null) =>
        gateway.Access((ref writer, random) =>
        {
            writer.ReserveMessageAuthenticator();
            writer.AddString(Attributes.UserName, user);
            AddPassword(ref writer, gateway.Secret, random, password);
            more?.Invoke(ref writer);
        });

    public static byte[] StatusServer(this TestGateway gateway, TestGateway.Fill? more = null) =>
        gateway.Request(RadiusCode.StatusServer, (ref writer) =>
        {
            writer.ReserveMessageAuthenticator();
            more?.Invoke(ref writer);
        });

    public static void AddPassword(ref RadiusPacketWriter writer, SharedSecret secret, byte[] random, string password)
    {
        Span<byte> hidden = stackalloc byte[UserPassword.MaximumLength];
        var length = UserPassword.Encrypt(System.Text.Encoding.UTF8.GetBytes(password), random, secret, hidden);
        writer.Add(Attributes.UserPassword, hidden[..length]);
    }

    private static Task<Answer?> AskAsync(TestGateway gateway, string user, string? called, string password) =>
        gateway.AuthenticateAsync(user, password, (ref writer) =>
        {
            if (called is not null)
            {
                writer.AddString(Attributes.CalledStationId, called);
            }
        });
}
