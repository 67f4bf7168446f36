using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Invoices;
using Billing.Contracts.Notifications;
using Billing.Grains.Invoices;
using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Billing.Grains.Notifications;

/// <summary>Mail by SMTP. The message's id is that of the notification, so a mail that comes twice can be told as one.</summary>
/// <remarks>A document that goes with a mail is the one that is stored; who is first has it made.</remarks>
internal sealed class SmtpChannel(
    IOptions<NotificationOptions> options, IOptions<SenderOptions> sender, IGrainFactory grains, IInvoiceSheetQuery invoices, TimeProvider clock) : IDeliveryChannel
{
    private readonly SmtpOptions _smtp = options.Value.Smtp;

    public NotificationChannel Channel => NotificationChannel.Email;

    public async IAsyncEnumerable<(Delivery, SendOutcome)> SendAsync(IReadOnlyList<Delivery> deliveries)
    {
        using var client = new SmtpClient { Timeout = (int)_smtp.Timeout.TotalMilliseconds };
        var problem = await TryAsync(() => ConnectAsync(client));

        foreach (var delivery in deliveries)
        {
            var outcome = problem ?? await SendAsync(client, delivery);

            if (!client.IsConnected)
            {
                problem ??= new SendOutcome.Later("the mail server hung up");
            }

            yield return (delivery, outcome);
        }

        if (client.IsConnected)
        {
            await TryAsync(() => client.DisconnectAsync(quit: true));
        }
    }

    private async Task<SendOutcome> SendAsync(SmtpClient client, Delivery delivery)
    {
        var (document, missing) = await DocumentAsync(delivery.Document);
        SendOutcome? told = null;

        foreach (var address in missing is null ? delivery.Address.Split(", ") : [])
        {
            var problem = await TryAsync(() => client.SendAsync(Message(delivery, address, document)));

            // It is told when one has it: another that does not work holds nothing up, and has nothing sent twice.
            told = problem switch
            {
                null => new SendOutcome.Sent(),
                _ when told is SendOutcome.Sent => told,
                SendOutcome.Later => problem,
                _ => told ?? problem,
            };

            if (told is SendOutcome.Later)
            {
                break; // nobody has it yet, and all of it comes again
            }
        }

        return missing ?? told!;
    }

    private async Task<(byte[]? Document, SendOutcome? Missing)> DocumentAsync(string? invoice)
    {
        try
        {
            return invoice is null
                ? (null, null)
                : await grains.GetGrain<IInvoiceDocumentGrain>(invoice).MakeAsync()
                    && await invoices.PdfAsync(Scope.Everything, invoice, CancellationToken.None) is { } pdf
                    ? (pdf, null)
                    : (null, new SendOutcome.Never($"there is no invoice {invoice}"));
        }
        catch (Exception failure)
        {
            return (null, new SendOutcome.Later($"the document of {invoice} is not there yet: {failure.GetBaseException().Message}"));
        }
    }

    private async Task ConnectAsync(SmtpClient client)
    {
        await client.ConnectAsync(_smtp.Host, _smtp.Port, _smtp.Security);

        if (_smtp.User.Length > 0)
        {
            await client.AuthenticateAsync(_smtp.User, _smtp.Password);
        }
    }

    // The world's failures are told apart here: what is wrong with this mail, and what is wrong with the way.
    private static async Task<SendOutcome?> TryAsync(Func<Task> act)
    {
        try
        {
            await act();

            return null;
        }
        catch (SmtpCommandException refused) when ((int)refused.StatusCode >= 500
            && refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted)
        {
            return new SendOutcome.Never(Say(refused));
        }
        catch (SmtpCommandException refused)
        {
            return new SendOutcome.Later(Say(refused));
        }
        catch (Exception failure)
        {
            return new SendOutcome.Later($"the mail server cannot be used: {failure.GetBaseException().Message}");
        }
    }

    private static string Say(SmtpCommandException refused) =>
        string.Create(CultureInfo.InvariantCulture, $"the mail server said {(int)refused.StatusCode} {refused.Message}");

    private MimeMessage Message(Delivery delivery, string address, byte[]? document)
    {
        var message = new MimeMessage
        {
            Subject = delivery.Subject ?? "",
            Body = Body(delivery, document),
            Date = clock.GetUtcNow(),
            MessageId = string.Create(CultureInfo.InvariantCulture, $"notification-{delivery.NotificationId}@{_smtp.From[(_smtp.From.IndexOf('@', StringComparison.Ordinal) + 1)..]}"),
        };
        message.From.Add(new MailboxAddress(sender.Value.Name, _smtp.From));
        message.To.Add(new MailboxAddress(null, address));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated"); // RFC 3834: no answer of a machine to it

        return message;
    }

    private static MimeEntity Body(Delivery delivery, byte[]? document)
    {
        var text = new TextPart("plain") { Text = delivery.Body };

        return document is null
            ? text
            : new Multipart("mixed")
            {
                text,
                new MimePart("application", "pdf")
                {
                    Content = new MimeContent(new MemoryStream(document)),
                    ContentDisposition = new(ContentDisposition.Attachment),
                    ContentTransferEncoding = ContentEncoding.Base64,
                    FileName = $"{delivery.Document}.pdf",
                },
            };
    }
}
