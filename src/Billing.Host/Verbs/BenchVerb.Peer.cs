using System.CommandLine;
using System.Net;
using Billing.Host.Bench;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

// Ours and another server, played by the same gateways on the same machine.
internal static partial class BenchVerb
{
    // What each does most with, by measurement: more does not make FreeRADIUS any faster, and half as many make us a twentieth slower.
    private const int PeerInFlight = 64;
    private const int OursInFlight = 768;

    private static Command Peer()
    {
        var load = new LoadOptions();
        var json = Reading.JsonOption();
        var command = new Command("peer", "Measure FreeRADIUS with PostgreSQL accounting, as packaged and trimmed, then us, with the same gateways on this machine.") { json };
        load.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (FreeRadiusPeer.WhatIsMissing() is { } missing)
            {
                throw new UserException(missing);
            }

            var accounts = load.AccountsOf(parsed);
            RadiusLoadResult ours, hot;
            IReadOnlyList<string> problems;
            var packaged = await PlayPeerAsync(isAsPackaged: true);
            var trimmed = await PlayPeerAsync(isAsPackaged: false);

            await using (var server = await ServerProcess.StartAsync(Scratch("billing"), accounts, oneCustomer: false, cancellation))
            {
                var startedAt = DateTimeOffset.UtcNow - TimeSpan.FromSeconds(1);
                ours = await LoadRun.PlayAsync(load.Read(parsed, server.Load with { InFlight = OursInFlight }), cancellation);
                problems = await LoadRun.CompareAsync(server.ConnectionString, ours, startedAt, cancellation);
            }

            await using (var server = await ServerProcess.StartAsync(Scratch("billing-hot"), accounts, oneCustomer: true, cancellation))
            {
                hot = await LoadRun.PlayAsync(load.Read(parsed, server.Load with { InFlight = OursInFlight }), cancellation);
            }

            var packagedRatio = ours.Throughput / Math.Max(1, packaged.Throughput);
            var trimmedRatio = ours.Throughput / Math.Max(1, trimmed.Throughput);
            var hotRatio = hot.Throughput / Math.Max(1, ours.Throughput);

            Show.Either(
                parsed.GetValue(json),
                new
                {
                    freeRadiusAsPackaged = LoadReport.Json(packaged),
                    freeRadiusTrimmed = LoadReport.Json(trimmed),
                    billing = LoadReport.Json(ours),
                    oneBalance = LoadReport.Json(hot),
                    ratioToPackaged = Math.Round(packagedRatio, 2),
                    ratioToTrimmed = Math.Round(trimmedRatio, 2),
                    oneBalanceRatio = Math.Round(hotRatio, 2),
                    problems,
                },
                () =>
                {
                    LoadReport.Print("FreeRADIUS with PostgreSQL, as its package configures it", packaged);
                    LoadReport.Print("FreeRADIUS with PostgreSQL, only what accounting needs", trimmed);
                    LoadReport.Print("Billing, each account its own balance", ours);
                    LoadReport.Print("Billing, all accounts on one balance", hot);
                    Console.WriteLine(FormattableString.Invariant(
                        $"\nratio {packagedRatio:0.0} : 1 to FreeRADIUS as packaged, {trimmedRatio:0.0} : 1 to the trimmed one; one balance {hotRatio:0.00} of the spread rate"));
                    PrintProblems(problems, isChecked: true);
                });

            return problems.Count == 0 ? 0 : 1;

            async Task<RadiusLoadResult> PlayPeerAsync(bool isAsPackaged)
            {
                await using var peer = new FreeRadiusPeer(new() { Folder = Scratch("freeradius"), Users = accounts, IsAsPackaged = isAsPackaged });
                await peer.StartAsync(cancellation);

                return await LoadRun.PlayAsync(
                    load.Read(parsed, new(IPAddress.Loopback, peer.AuthPort, peer.AcctPort, "testing123") { InFlight = PeerInFlight, MessageAuthenticator = false }),
                    cancellation);
            }
        });

        return command;
    }
}
