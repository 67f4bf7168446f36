using Billing.Contracts.Notifications;
using Billing.Grains.Notifications;
using Microsoft.Extensions.Options;

namespace Billing.Grains.Customers;

/// <summary>Sends the code by which who has an address confirms it. It is no message of the outbox: that goes to addresses that count.</summary>
internal sealed class EmailConfirmation(IEnumerable<IDeliveryChannel> channels, IOptions<NotificationOptions> options, TimeProvider clock)
{
    private readonly IDeliveryChannel _mail = channels.First(channel => channel.Channel is NotificationChannel.Email);

    public bool CanSend => options.Value.Smtp.Host.Length > 0;

    /// <returns>Whether the mail server took it.</returns>
    public async Task<bool> SendAsync(string email, string code, string culture)
    {
        var (subject, body) = culture.StartsWith("es", StringComparison.Ordinal)
            ? ($"{code} es su código", $"Escriba {code} en su página para confirmar esta dirección de correo. El código vale una hora. Si no lo ha pedido, no tiene que hacer nada.")
            : ($"{code} is your code", $"Enter {code} on your page to confirm this e-mail address. The code is good for an hour. If you have not asked for it, there is nothing to do.");

        // Below zero: no notification's number, and another one with each mail.
        var mail = new Delivery(-clock.GetUtcNow().UtcTicks, NotificationChannel.Email, "confirm-email", "confirm-email", email, subject, body, 1);

        await foreach (var (_, outcome) in _mail.SendAsync([mail]))
        {
            return outcome is SendOutcome.Sent;
        }

        return false;
    }
}
