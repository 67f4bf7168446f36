using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Billing.Host.Bench;

/// <summary>Sleeps, and sees which of a fixed set of sockets can be read.</summary>
/// <remarks>
/// On Linux by ppoll, because the framework's Select counts in milliseconds and a rate of thousands a second needs
/// finer sleep. Elsewhere by Select.
/// </remarks>
internal sealed class SocketWait
{
    private const short Readable = 1;

    private readonly GatewaySocket[] _sockets;
    private readonly PollEntry[] _entries;
    private readonly List<Socket> _selected = [];

    public SocketWait(GatewaySocket[] sockets)
    {
        _sockets = sockets;
        _entries = Array.ConvertAll(sockets, socket => new PollEntry
        {
            Handle = (int)socket.Socket.SafeHandle.DangerousGetHandle(),
            Asked = Readable,
        });
    }

    /// <summary>Sees which can be read, without waiting.</summary>
    public void Look()
    {
        if (OperatingSystem.IsLinux())
        {
            if (PPoll(ref _entries[0], (nuint)_entries.Length, TimeSpec.Of(0), 0) < 0)
            {
                // A signal came between: nobody has been looked at.
                foreach (ref var entry in _entries.AsSpan())
                {
                    entry.Answered = 0;
                }
            }
        }
        else
        {
            _selected.Clear();
            _selected.AddRange(_sockets.Select(socket => socket.Socket));
            Socket.Select(_selected, null, null, 0);
        }
    }

    /// <summary>Sleeps, whatever the sockets receive.</summary>
    public void Sleep(long nanoseconds)
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.Sleep((int)(nanoseconds / 1_000_000));
        }
        else if (nanoseconds > 0)
        {
            _ = PPoll(ref _entries[0], 0, TimeSpec.Of(nanoseconds), 0);
        }
    }

    /// <summary>Whether the last look found the socket readable, or with an error to be read.</summary>
    public bool IsReady(int socket) => !OperatingSystem.IsLinux() || _entries[socket].Answered != 0;

    [DllImport("libc", EntryPoint = "ppoll", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int PPoll(ref PollEntry entries, nuint count, in TimeSpec timeout, nint signals);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Handle;
        public short Asked;
        public short Answered;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;

        public static TimeSpec Of(long nanoseconds) => new()
        {
            Seconds = (nint)(nanoseconds / 1_000_000_000),
            Nanoseconds = (nint)(nanoseconds % 1_000_000_000),
        };
    }
}
