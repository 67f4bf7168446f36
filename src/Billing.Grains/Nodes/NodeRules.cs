using System.Collections.Immutable;
using System.Net;
using System.Text;
using Billing.Contracts.Nodes;
using Billing.Grains.Changes;

namespace Billing.Grains.Nodes;

/// <summary>What the forms of gateways must be like.</summary>
internal static class NodeRules
{
    private const string EmergencyExpected = "numbers of 2 to 16 digits, * or #, each once";

    private const string TlsNameExpected = "a host's name or an IP address";

    private const int Most = 1_000;

    public static NodeDetails Whole(NodeDetails node) => node with
    {
        NodeGroups = node.NodeGroups.OrEmpty(),
        CalledRules = node.CalledRules.OrEmpty(),
        CallingRules = node.CallingRules.OrEmpty(),
        EmergencyNumbers = node.EmergencyNumbers.OrEmpty(),
    };

    public static Problems Check(NodeDetails node) => CheckRules(
        CheckRules(
            new Problems()
                .Text(node.Name, nameof(node.Name), 100)
                .Expect(IsAddress(node.Address), nameof(node.Address), "an IP address, or a network such as 10.1.0.0/24 without bits of a host")
                .Expect(IsProfile(node.Profile), nameof(node.Profile), "the name of a profile, such as generic")
                .Expect(Enum.IsDefined(node.MessageAuthenticator), nameof(node.MessageAuthenticator), "yes, no or auto")
                .Expect(node.InterimIntervalSeconds is >= 60 and <= 86_400, nameof(node.InterimIntervalSeconds), "60 to 86400 seconds")
                .Expect(node.CoaPort is >= 1 and <= 65_535, nameof(node.CoaPort), "a port, 1 to 65535")
                .Expect(
                    node.CoaAddress is null || IPAddress.TryParse(node.CoaAddress, out _), nameof(node.CoaAddress), "the IP address of one host, or nothing")
                .Expect(IsLimit(node.OutageLimit), nameof(node.OutageLimit), "an amount from 0 to 1000000 with up to 5 decimals, or nothing")
                .Expect(node.TlsName is null or "" || IsTlsName(node.TlsName), nameof(node.TlsName), TlsNameExpected)
                .Expect(node.NodeGroups.AreDistinct(), nameof(node.NodeGroups), "each group once")
                .Expect(AreEmergency(node.EmergencyNumbers), nameof(node.EmergencyNumbers), EmergencyExpected),
            node.CalledRules,
            nameof(node.CalledRules)),
        node.CallingRules,
        nameof(node.CallingRules));

    public static Problems Check(NodeGroupDetails group) => new Problems()
        .Text(group.Name, nameof(group.Name), 100)
        .Expect(group.Nodes.AreDistinct(), nameof(group.Nodes), "each gateway once");

    public static Problems CheckTls(string? identity, string? key) => new Problems()
        .Expect(identity is null || Encoding.UTF8.GetByteCount(identity) is >= 1 and <= 128, "TlsIdentity", "1 to 128 octets")
        .Expect(key is null || (identity is not null && IsKey(key)), "TlsKey", "32 to 128 hexadecimal digits, or nothing");

    public static Problems CheckTlsName(string? name) =>
        new Problems().Expect(name is null || IsTlsName(name), nameof(NodeDetails.TlsName), TlsNameExpected);

    public static Problems CheckEmergency(ImmutableArray<string> numbers) =>
        new Problems().Expect(AreEmergency(numbers), "Numbers", EmergencyExpected);

    private static Problems CheckRules(Problems problems, ImmutableArray<NumberRuleDetails> rules, string field)
    {
        problems.Expect(rules.Length <= Most, field, $"up to {Most} rules");

        for (var i = 0; i < rules.Length; i++)
        {
            var rule = rules[i];
            problems
                .Expect(rule.Prefix is { Length: <= 64 }, $"{field}[{i}].{nameof(rule.Prefix)}", "what the number begins with, up to 64 characters")
                .Expect(rule.Prepend is { Length: <= 64 }, $"{field}[{i}].{nameof(rule.Prepend)}", "up to 64 characters")
                .Expect(rule.MinLength >= 0 && rule.MinLength <= rule.MaxLength, $"{field}[{i}].{nameof(rule.MinLength)}", "0 to the longest length")
                .Expect(rule.Strip is >= 0 and <= 64, $"{field}[{i}].{nameof(rule.Strip)}", "0 to 64");
        }

        return problems;
    }

    private static bool IsAddress(string? text) =>
        IPAddress.TryParse(text, out _) || (IPNetwork.TryParse(text ?? "", out var network) && text!.StartsWith(network.BaseAddress + "/", StringComparison.Ordinal));

    private static bool IsTlsName(string name) => name.Length <= 253 && Uri.CheckHostName(name) is not UriHostNameType.Unknown;

    private static bool IsLimit(decimal? limit) => limit is null or >= 0 and <= 1_000_000 && (limit is null || decimal.Round(limit.Value, 5) == limit);

    private static bool IsKey(string key) => key.Length is >= 32 and <= 128 && key.Length % 2 == 0 && key.All(char.IsAsciiHexDigit);

    private static bool IsProfile(string? name) =>
        name is { Length: > 0 and <= 100 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool AreEmergency(ImmutableArray<string> numbers) =>
        numbers.Length <= Most
        && numbers.AreDistinct()
        && numbers.All(number => number is { Length: >= 2 and <= 16 } && number.All(c => char.IsAsciiDigit(c) || c is '*' or '#'));
}
