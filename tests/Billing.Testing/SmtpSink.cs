using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace Billing.Testing;

/// <summary>A mail server on a real socket (RFC 5321, as little as a client needs) that keeps what it takes.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<MimeMessage> _mails = [];
    private readonly Task _accepting;
    private int _connections;

    public SmtpSink()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Hangs up on everybody at once.</summary>
    public bool IsDown { get; set; }

    /// <summary>Recipients whose address has this in it are refused for ever.</summary>
    public string RefusedPart { get; } = "nobody.";

    public int Connections => Volatile.Read(ref _connections);

    public IReadOnlyList<MimeMessage> MailsTo(string address) => [.. _mails.Where(mail => mail.To.Mailboxes.Any(one => one.Address == address))];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;

        if (IsDown)
        {
            return;
        }

        Interlocked.Increment(ref _connections);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await SayAsync(stream, "220 sink");

        while (await reader.ReadLineAsync(_stopping.Token) is { } line)
        {
            var word = line.Split(' ', ':')[0].ToUpperInvariant();

            if (word == "DATA")
            {
                await SayAsync(stream, "354 go on");
                await KeepAsync(reader);
            }

            await SayAsync(stream, word switch
            {
                "EHLO" or "HELO" => "250-sink\r\n250 8BITMIME",
                "RCPT" when line.Contains(RefusedPart, StringComparison.Ordinal) => "550 no such mailbox",
                "QUIT" => "221 bye",
                _ => "250 ok",
            });

            if (word == "QUIT")
            {
                return;
            }
        }
    }

    private async Task KeepAsync(StreamReader reader)
    {
        var data = new StringBuilder();

        while (await reader.ReadLineAsync(_stopping.Token) is { } line && line != ".")
        {
            data.Append(CultureInfo.InvariantCulture, $"{(line.StartsWith('.') ? line[1..] : line)}\r\n");
        }

        using var octets = new MemoryStream(Encoding.Latin1.GetBytes(data.ToString()));
        _mails.Enqueue(await MimeMessage.LoadAsync(octets, _stopping.Token));
    }

    private static ValueTask SayAsync(NetworkStream stream, string words) => stream.WriteAsync(Encoding.ASCII.GetBytes(words + "\r\n"));
}
