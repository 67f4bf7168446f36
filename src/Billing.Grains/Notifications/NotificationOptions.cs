using MailKit.Security;

namespace Billing.Grains.Notifications;

/// <summary>Section <c>Billing:Notifications</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>How often is looked for what is to be sent.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often one is tried before it is given up.</summary>
    public int Tries { get; set; } = 8;

    /// <summary>How long after the first try the second one comes; each further pause is four times as long, six hours at most.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many days before an invoice is due its customer is reminded; 0: not at all.</summary>
    public int DueSoonDays { get; set; } = 3;

    /// <summary>Below how much prepaid money a customer is told who has not said it, by currency; of others none are told.</summary>
    public Dictionary<string, decimal> LowBalance { get; set; } = [];

    /// <summary>Where customers find the portal, for the texts.</summary>
    public string PortalUrl { get; set; } = "";

    /// <summary>To what address the staff is told of what needs a person; empty: to none.</summary>
    public string StaffEmail { get; set; } = "";

    /// <summary>In what language and with whose numbers, such as <c>es-ES</c>.</summary>
    public string StaffCulture { get; set; } = "en";

    public SmtpOptions Smtp { get; set; } = new();

    public WebhookOptions Webhook { get; set; } = new();
}

/// <summary>Section <c>Billing:Notifications:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    /// <summary>Empty: no mail is sent.</summary>
    public string Host { get; set; } = "";

    public int Port { get; set; } = 587;

    /// <summary>None, StartTls, SslOnConnect, Auto (by the port), StartTlsWhenAvailable.</summary>
    public SecureSocketOptions Security { get; set; } = SecureSocketOptions.StartTls;

    /// <summary>Empty: the server asks for none.</summary>
    public string User { get; set; } = "";

    /// <summary>By the environment only: <c>Billing__Notifications__Smtp__Password</c>.</summary>
    public string Password { get; set; } = "";

    /// <summary>The sender's address.</summary>
    public string From { get; set; } = "";

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Section <c>Billing:Notifications:Webhook</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>Empty: none is called.</summary>
    public string Url { get; set; } = "";

    /// <summary>What signs the calls, by the environment only: <c>Billing__Notifications__Webhook__Secret</c>.</summary>
    public string Secret { get; set; } = "";

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
