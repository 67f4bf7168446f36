using System.Net;
using System.Net.Sockets;
using Billing.Radius.Server.Datagrams;
using Billing.Radius.Server.Listening;

namespace Billing.Radius.Server.Tests.Datagrams;

public sealed class DatagramsTests
{
    private const int TryAgain = 11; // EAGAIN

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void What_leaves_together_arrives_one_by_one(string address)
    {
        using var sender = Bound(address);
        using var first = Bound(address);
        using var second = Bound(address);
        var departing = DepartingDatagrams.Of(sender)!;

        // Lengths mixed, one of them more often than the system takes at once, and some too long to be sent with others.
        var lengths = Enumerable.Range(0, 500).Select(i => (i % 5) switch { 0 => 1 + i, 1 => 1_300, 2 => 990, _ => 20 }).ToList();
        var datagrams = lengths.Select((length, i) => Enumerable.Range(0, length).Select(at => (byte)((i + at) % 251)).ToArray()).ToList();

        for (var i = 0; i < datagrams.Count; i++)
        {
            departing.Add(datagrams[i], (i % 3 == 0 ? first : second).LocalEndPoint!.Serialize());
        }

        Assert.Equal(0, departing.Send());
        Assert.Equal(0, departing.Count);

        Assert.Equal(Sorted(datagrams.Where((_, i) => i % 3 == 0)), Sorted(Arrived(first, sender)));
        Assert.Equal(Sorted(datagrams.Where((_, i) => i % 3 != 0)), Sorted(Arrived(second, sender)));
    }

    [Fact]
    public void Several_by_one_call_are_not_one()
    {
        using var sender = Bound("127.0.0.1");
        using var receiver = Bound("127.0.0.1");
        byte[] octets = [.. Enumerable.Range(0, 25).Select(i => (byte)i)];

        Assert.Equal(0, DatagramSegments.Send(sender.SafeHandle, octets, 10, receiver.LocalEndPoint!.Serialize().Buffer.Span));

        Assert.Equal([[.. octets[..10]], [.. octets[10..20]], [.. octets[20..]]], Arrived(receiver, sender));
    }

    [Fact]
    public void One_that_is_longer_than_the_buffer_says_so_and_an_empty_one_is_one()
    {
        using var sender = Bound("127.0.0.1");
        using var receiver = Bound("127.0.0.1");
        var arriving = ArrivingDatagrams.Of(receiver)!;
        var source = new SocketAddress(AddressFamily.InterNetwork);
        var buffer = new byte[10];
        receiver.Blocking = false;

        sender.SendTo(new byte[11], receiver.LocalEndPoint!);
        sender.SendTo([], receiver.LocalEndPoint!);
        sender.SendTo([7], receiver.LocalEndPoint!);

        Assert.Equal(11, arriving.Receive(buffer, source));
        Assert.Equal(0, arriving.Receive(buffer, source));
        Assert.Equal(sender.LocalEndPoint, new IPEndPoint(0, 0).Create(source));
        Assert.Equal(1, arriving.Receive(buffer, source));
        Assert.Equal(7, buffer[0]);
        Assert.Equal(-TryAgain, arriving.Receive(buffer, source));
    }

    [Fact]
    public void What_another_datagram_met_does_not_lose_the_next()
    {
        using var gone = Bound("127.0.0.1");
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.Connect(gone.LocalEndPoint!);
        var server = (IPEndPoint)gone.LocalEndPoint!;
        gone.Close();
        sender.Send([1]); // nobody is there, and the system tells it to the next call
        using var back = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        back.Bind(server);
        var departing = DepartingDatagrams.Of(sender)!;

        departing.Add([2], null);

        Assert.Equal(0, departing.Send());
        Assert.Equal([[2]], Arrived(back, sender));
    }

    [Fact]
    public void What_cannot_leave_together_leaves_one_by_one()
    {
        using var sender = Bound("127.0.0.1");
        using var receiver = Bound("127.0.0.1");
        sender.SetRawSocketOption(1, 11, BitConverter.GetBytes(1)); // SO_NO_CHECK: without sums there is nothing for a device to divide
        var departing = DepartingDatagrams.Of(sender)!;
        AddTen(departing, receiver.LocalEndPoint!);

        Assert.Equal(0, departing.Send());
        Assert.Equal(10, Arrived(receiver, sender).Count);
    }

    [Fact]
    public void That_there_is_no_way_to_one_address_keeps_nobody_elses_apart()
    {
        using var sender = Bound("127.0.0.1");
        using var receiver = Bound("127.0.0.1");
        var departing = DepartingDatagrams.Of(sender)!;
        AddTen(departing, new IPEndPoint(IPAddress.Broadcast, 1_812)); // what a socket may not send to
        Assert.Equal(10, departing.Send());

        AddTen(departing, receiver.LocalEndPoint!);

        Assert.Equal(0, departing.Send());
        var arriving = ArrivingDatagrams.Of(receiver)!;
        Assert.Equal(20, arriving.Receive(new byte[100], new(AddressFamily.InterNetwork)));
        Assert.True(arriving.HasMore);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_way_that_stands_still_keeps_nobody_waiting()
    {
        var path = Path.Combine(Path.GetTempPath(), $"billing-{Guid.NewGuid():N}");

        try
        {
            using var unread = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            unread.Bind(new UnixDomainSocketEndPoint(path));
            using var sender = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            sender.Connect(new UnixDomainSocketEndPoint(path));

            var error = await Task.Factory.StartNew(() => SendUntilRefused(sender), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

            Assert.Equal(TryAgain, error);
        }
        finally
        {
            File.Delete(path);
        }

        static int SendUntilRefused(Socket sender)
        {
            int error;

            while ((error = DatagramSegments.Send(sender.SafeHandle, new byte[1_000], 1_000, [])) == 0)
            {
            }

            return error;
        }
    }

    [Fact]
    public async Task Answers_that_nobody_takes_are_counted()
    {
        using var gateway = Bound("127.0.0.1");
        using var sender = Bound("127.0.0.1");
        using var isSending = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        var lost = 0;
        var answers = new AnswerQueue(DepartingDatagrams.Of(sender)!, DepartingDatagrams.Of(sender)!, HoldUp);
        var address = gateway.LocalEndPoint!.Serialize();

        answers.Add([1], address);
        isSending.Wait(TestContext.Current.CancellationToken);

        for (var i = 0; i < AnswerQueue.Most + 5; i++)
        {
            answers.Add([2], address);
        }

        Assert.Equal(5, lost);
        var nobody = new IPEndPoint(IPAddress.Broadcast, 1_812).Serialize(); // what a socket may not send to
        mayGoOn.Set();
        await Task.Run(answers.Flush, TestContext.Current.CancellationToken); // what is gathered is gone
        answers.Add([3], nobody);
        answers.Flush();
        Assert.Equal(6, lost);

        void HoldUp(int count)
        {
            Interlocked.Add(ref lost, count);

            if (count == 0)
            {
                isSending.Set();
                mayGoOn.Wait();
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answers_of_many_threads_all_leave_the_last_when_the_socket_is_closed(bool offload)
    {
        using var gateway = Bound("127.0.0.1");
        var address = gateway.LocalEndPoint!.Serialize();

        using (var socket = new ListeningSocket(new(IPAddress.Loopback, 0), PortKind.Acct, 1_000_000, _ => { }, offload))
        {
            await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, (i, _) =>
            {
                socket.Send(BitConverter.GetBytes(i), address);

                return default;
            });
        }

        Assert.Equal(Enumerable.Range(0, 200), Arrived(gateway, null).Select(octets => BitConverter.ToInt32(octets)).Order());
    }

    private static void AddTen(DepartingDatagrams departing, EndPoint destination)
    {
        for (var i = 0; i < 10; i++)
        {
            departing.Add(new byte[20], destination.Serialize());
        }
    }

    private static Socket Bound(string address)
    {
        var socket = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1_000_000 };
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        Assert.True(DatagramSegments.TryCoalesce(socket)); // what comes together is handed over together

        return socket;
    }

    // On this machine what was sent has arrived, but for a moment.
    private static List<byte[]> Arrived(Socket socket, Socket? sender)
    {
        var arriving = ArrivingDatagrams.Of(socket)!;
        var source = new SocketAddress(socket.AddressFamily);
        var buffer = new byte[2_000];
        var all = new List<byte[]>();
        socket.Blocking = false;

        while (arriving.HasMore || socket.Poll(TimeSpan.FromMilliseconds(500), SelectMode.SelectRead))
        {
            var length = arriving.Receive(buffer, source);
            all.Add(buffer[..length]);
            Assert.True(sender is null || ((IPEndPoint)sender.LocalEndPoint!).Port == ((IPEndPoint)new IPEndPoint(0, 0).Create(source)).Port);
        }

        return all;
    }

    private static List<byte[]> Sorted(IEnumerable<byte[]> datagrams) => [.. datagrams.OrderBy(Convert.ToHexString, StringComparer.Ordinal)];
}
