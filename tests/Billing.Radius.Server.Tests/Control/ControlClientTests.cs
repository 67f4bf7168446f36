using System.Net;
using System.Text;
using Billing.Radius.Server.Control;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>Many requests at once, and gateways that say nothing.</summary>
public sealed class ControlClientTests : IDisposable
{
    private static readonly SharedSecret Secret = new(Encoding.UTF8.GetBytes("testing123"));

    private readonly ControlPort _port = new(IPAddress.Loopback);
    private readonly RadiusOptions _options = new() { Control = { FirstTimeout = TimeSpan.FromMilliseconds(50), Tries = 3 } };
    private readonly ControlClient _client;

    public ControlClientTests() => _client = new(TimeProvider.System, Options.Create(_options), NullLogger<ControlClient>.Instance);

    public void Dispose()
    {
        _client.Dispose();
        _port.Dispose();
    }

    [Fact]
    public async Task No_two_that_wait_have_one_identifier_and_the_rest_wait_for_theirs()
    {
        _options.Control.FirstTimeout = TimeSpan.FromMinutes(10);
        _port.Answers = (count, request) => count switch
        {
            < 256 => [],
            256 => [.. _port.Requests.Reverse().Select(_port.Ack)], // last come, first served
            _ => [_port.Ack(request)],
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(number => AskAsync(number)));

        Assert.Equal(300, _port.Requests.Count);
        Assert.Equal(256, _port.Requests.Take(256).Select(request => request[1]).Distinct().Count());
        Assert.All(answers, answer => Assert.Equal((1, 0), (answer.Tries, answer.Strays)));
        Assert.Equal(
            Enumerable.Range(0, 300).Select(number => $"s{number}").Order(),
            _port.Requests.Select(request => _port.Checked(request).Text(Attributes.AcctSessionId)).Order());
    }

    [Fact]
    public async Task A_gateway_that_was_silent_is_asked_once_by_those_who_are_not_patient_until_it_answers()
    {
        _port.Answers = (_, _) => [];
        Assert.Equal(3, (await AskAsync(1, isPatient: false)).Tries);
        Assert.Equal(1, (await AskAsync(2, isPatient: false)).Tries);
        Assert.Equal(3, (await AskAsync(3, isPatient: true)).Tries);
        await _port.HaveComeAsync(7);

        // It answers, and is heard however busy the machine is.
        (_port.Answers, _options.Control.FirstTimeout) = (null, TimeSpan.FromMinutes(1));
        Assert.NotNull((await AskAsync(4, isPatient: false)).Octets);
        (_port.Answers, _options.Control.FirstTimeout) = ((_, _) => [], TimeSpan.FromMilliseconds(50));
        Assert.Equal(3, (await AskAsync(5, isPatient: false)).Tries);
    }

    [Fact]
    public async Task Each_try_waits_about_twice_as_long_as_the_one_before()
    {
        _options.Control.FirstTimeout = TimeSpan.FromMilliseconds(100);
        _port.Answers = (_, _) => [];

        var answer = await AskAsync(1);

        Assert.InRange(answer.Took, TimeSpan.FromMilliseconds(100 + 200 + 400) * 0.9, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Where_there_is_no_way_to_the_first_server_the_next_one_is_asked()
    {
        _port.Answers = (_, request) => [_port.Ack(request)];
        var nowhere = new IPEndPoint(IPAddress.Broadcast, 1_812); // what a socket may not send to

        Assert.NotNull(await _client.PassOnAsync([nowhere, _port.Local], Secret, Build));
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => _client.PassOnAsync([nowhere], Secret, Build));

        static byte[] Build(byte identifier)
        {
            Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
            var writer = new RadiusPacketWriter(buffer, RadiusCode.DisconnectRequest, identifier);
            writer.ReserveMessageAuthenticator();

            return buffer[..writer.CompleteRequest(Secret, default)].ToArray();
        }
    }

    private Task<ControlAnswer> AskAsync(int number, bool isPatient = true) => _client.AskAsync(
        _port.Local,
        Secret,
        RadiusCode.DisconnectRequest,
        isSigned: true,
        (ref writer) => writer.AddString(Attributes.AcctSessionId, $"s{number}"),
        isPatient);
}
