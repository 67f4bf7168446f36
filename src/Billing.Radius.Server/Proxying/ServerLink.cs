using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using Billing.Radius.Server.Listening;
using Microsoft.Extensions.Logging;

namespace Billing.Radius.Server.Proxying;

/// <summary>A server that is reached by TLS, and the name that its certificate must have.</summary>
internal readonly record struct ServerName(IPEndPoint Server, string Name)
{
    public override string ToString() => $"{Server} ({Name})";
}

/// <summary>Keeps a connection to one server of other realms, from the first on until it is disposed.</summary>
internal sealed partial class ServerLink : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SecondPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ServerName _server;
    private readonly RadSecOptions _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private TaskCompletionSource<ServerConnection> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServerLink(ServerName server, RadSecOptions settings, TimeProvider clock, ILogger logger)
    {
        (_server, _settings, _clock, _logger) = (server, settings, clock, logger);
        _ = Task.Run(RunAsync);
    }

    /// <summary>The connection that can be used; unfinished while there is none.</summary>
    public Task<ServerConnection> Ready => Volatile.Read(ref _ready).Task;

    public void Dispose() => _stopping.Cancel();

    private async Task RunAsync()
    {
        var pause = FirstPause;

        while (!_stopping.IsCancellationRequested)
        {
            var why = await TryAsync(() => pause = FirstPause);

            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            LogLost(_logger, _server, why, pause);
            await Task.Delay(pause * (RandomNumberGenerator.GetInt32(900, 1_101) / 1_000.0), _clock, _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause == FirstPause ? SecondPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <returns>Why the connection ended, or did not come about.</returns>
    private async Task<string> TryAsync(Action proved)
    {
        using var client = new TcpClient(_server.Server.AddressFamily) { NoDelay = true };

        try
        {
            var stream = await ConnectAsync(client);
            using var packets = new PacketStream(client, stream);
            using var connection = new ServerConnection(packets, _server.Server, _clock, _settings.WatchdogInterval);

            try
            {
                return await connection.RunAsync(Use, _stopping.Token);
            }
            finally
            {
                Volatile.Write(ref _ready, new(TaskCreationOptions.RunContinuationsAsynchronously)); // before those on it are told, who look for the next
            }

            void Use()
            {
                LogReady(_logger, _server);
                proved();
                _ready.TrySetResult(connection);
            }
        }
        catch (OperationCanceledException)
        {
            return $"it did not come about within {Patience.TotalSeconds:0} s";
        }
        catch (Exception failure) when (failure is ListenException || PacketStream.IsOfTheWorld(failure))
        {
            return failure.Message;
        }
    }

    private async Task<Stream> ConnectAsync(TcpClient client)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        patience.CancelAfter(Patience);
        await client.ConnectAsync(_server.Server, patience.Token);
        client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(TlsCertificates.ForServer(_settings, _server.Name), patience.Token); // read each time: certificates are renewed

        return stream;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected by TLS to {Server}, a server of other realms")]
    private static partial void LogReady(ILogger logger, ServerName server);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No connection by TLS to {Server}, a server of other realms: {Reason}; it is tried again after {Pause}")]
    private static partial void LogLost(ILogger logger, ServerName server, string reason, TimeSpan pause);
}
