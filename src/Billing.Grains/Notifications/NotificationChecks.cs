using Billing.Core.Customers;
using Microsoft.Extensions.Options;

namespace Billing.Grains.Notifications;

/// <summary>What the options must be like; the program does not start with others.</summary>
internal sealed class NotificationChecks : IValidateOptions<NotificationOptions>
{
    private const string Section = "Billing:Notifications";

    public ValidateOptionsResult Validate(string? name, NotificationOptions options)
    {
        List<string> problems = [];
        Expect(options.SweepInterval > TimeSpan.Zero, "SweepInterval", "a time above zero");
        Expect(options.Tries > 0, "Tries", "1 or more");
        Expect(options.FirstRetry > TimeSpan.Zero, "FirstRetry", "a time above zero");
        Expect(options.DueSoonDays is >= 0 and <= 60, "DueSoonDays", "0 to 60");
        Expect(options.LowBalance.Values.All(amount => amount >= 0), "LowBalance", "amounts of zero or more, by currency");
        Expect(options.StaffEmail.Length == 0 || EmailAddress.IsOne(options.StaffEmail), "StaffEmail", "an e-mail address, or nothing");
        Expect(options.StaffCulture.Length > 0, "StaffCulture", "a language and region, such as es-ES");
        Expect(options.Smtp.Host.Length == 0 || EmailAddress.IsOne(options.Smtp.From), "Smtp:From", "the sender's e-mail address");
        Expect(options.Smtp.Port is > 0 and <= 65_535, "Smtp:Port", "1 to 65535");
        Expect(
            options.Webhook.Url.Length == 0 || (Uri.TryCreate(options.Webhook.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"),
            "Webhook:Url",
            "an address that begins with https:// or http://");
        Expect(options.Webhook.Url.Length == 0 || options.Webhook.Secret.Length > 0, "Webhook:Secret", "the secret that signs, in Billing__Notifications__Webhook__Secret");

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Expect(bool holds, string field, string expected)
        {
            if (!holds)
            {
                problems.Add($"{Section}:{field}: expected {expected}");
            }
        }
    }
}
