using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Billing.Radius.Server.Datagrams;

/// <summary>Several datagrams of one length to one address, or from one, by one call of the system: Linux's UDP_SEGMENT and UDP_GRO (udp(7)).</summary>
/// <remarks>On the wire they are what they would be alone. The framework's sockets have no word for it.</remarks>
public static unsafe partial class DatagramSegments
{
    /// <summary>How many the system takes at once: UDP_MAX_SEGMENTS, which later versions have doubled.</summary>
    public const int Most = 64;

    private const int Udp = 17; // SOL_UDP
    private const int Segment = 103; // UDP_SEGMENT, since Linux 4.18
    private const int Coalesce = 104; // UDP_GRO, since Linux 5.0
    private const int DoNotWait = 0x40; // MSG_DONTWAIT

    /// <summary>From now on <see cref="Receive"/> may get several at once.</summary>
    /// <returns>False: the system cannot; they come one by one.</returns>
    public static bool TryCoalesce(Socket socket) => TrySet(socket, Coalesce, 1);

    /// <summary>Whether <see cref="Send"/> sends several. A system that does not know how would send them as one.</summary>
    public static bool CanSend(Socket socket) => TrySet(socket, Segment, 0); // 0: as it is, none of a length

    /// <summary>Sends them, each of <paramref name="length"/> octets, the last of as many or fewer; waits for nothing.</summary>
    /// <param name="destination">As the system writes an address; empty: the socket is connected.</param>
    /// <returns>Zero, or the system's number of the error: then they are to be sent one by one.</returns>
    public static int Send(SafeHandle socket, ReadOnlySpan<byte> datagrams, int length, ReadOnlySpan<byte> destination)
    {
        fixed (byte* octets = datagrams)
        fixed (byte* address = destination)
        {
            var part = new Part { Octets = octets, Length = (nuint)datagrams.Length };
            var control = new Control { Length = Control.LengthOf(sizeof(ushort)), Level = Udp, Type = Segment, Value = (ushort)length };
            var message = new Message
            {
                Address = address,
                AddressLength = (uint)destination.Length,
                Parts = &part,
                PartCount = 1,
                Control = datagrams.Length > length ? &control : null,
                ControlLength = datagrams.Length > length ? (nuint)sizeof(Control) : 0,
            };

            return SendMessage(socket, &message, DoNotWait) < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
    }

    /// <summary>Receives what there is of one sender, waiting as the socket does.</summary>
    /// <param name="buffer">64 KiB, or what is too much is lost.</param>
    /// <param name="source">Gets the sender's address as the system writes it; empty: not wanted.</param>
    /// <param name="length">Of each datagram but the last, which may be shorter; all of it if it is one.</param>
    /// <param name="sourceLength">How much of <paramref name="source"/> is the address.</param>
    /// <returns>The octets of all; negative: the system's number of the error.</returns>
    public static int Receive(SafeHandle socket, Span<byte> buffer, Span<byte> source, out int length, out int sourceLength)
    {
        fixed (byte* octets = buffer)
        fixed (byte* address = source)
        {
            var part = new Part { Octets = octets, Length = (nuint)buffer.Length };
            Control control = default;
            var message = new Message
            {
                Address = address,
                AddressLength = (uint)source.Length,
                Parts = &part,
                PartCount = 1,
                Control = &control,
                ControlLength = (nuint)sizeof(Control),
            };

            var received = (int)ReceiveMessage(socket, &message, 0);
            length = received;
            sourceLength = (int)message.AddressLength;

            if (received < 0)
            {
                return -Marshal.GetLastPInvokeError();
            }

            if (message.ControlLength >= Control.LengthOf(sizeof(int)) && control is { Level: Udp, Type: Coalesce, Value: > 0 })
            {
                length = control.Value;
            }

            return received;
        }
    }

    private static bool TrySet(Socket socket, int option, int value)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            socket.SetRawSocketOption(Udp, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SendMessage(SafeHandle socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReceiveMessage(SafeHandle socket, Message* message, int flags);

    // struct iovec
    [StructLayout(LayoutKind.Sequential)]
    private struct Part
    {
        public byte* Octets;
        public nuint Length;
    }

    // struct cmsghdr, with room for one number: two octets are sent, four received.
    [StructLayout(LayoutKind.Sequential)]
    private struct Control
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int Value;
        public int Unused;

        public static nuint LengthOf(int value) => (nuint)(sizeof(nuint) + 2 * sizeof(int) + value);
    }

    // struct msghdr
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public byte* Address;
        public uint AddressLength;
        public Part* Parts;
        public nuint PartCount;
        public Control* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
