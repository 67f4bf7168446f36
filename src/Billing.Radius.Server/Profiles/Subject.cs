using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Profiles;

/// <summary>Who wants what, read from a packet by its gateway's profile.</summary>
/// <param name="CalledParty">As it was dialled.</param>
/// <param name="IsServiceAssumed">No attribute tells the service.</param>
internal readonly record struct Subject(
    string? UserName, string? Service, string? CalledParty, string? CallingParty, string? AccessCode, bool IsServiceAssumed)
{
    /// <summary>Whether the report is of a part of another session, which is charged with that one and not by itself.</summary>
    public static bool IsPart(in RadiusPacket packet, NodeProfile profile, out bool isOwnService)
    {
        isOwnService = false;

        foreach (var mark in profile.PartOf)
        {
            if (IsThere(packet, mark))
            {
                isOwnService = RuleOf(packet, profile) is { Attribute.Key: var ruled } && ruled == mark.Attribute;

                return true;
            }
        }

        return false;
    }

    // One of several that are there may have the beginning: Cisco's pairs have their names in their values.
    private static bool IsThere(in RadiusPacket packet, PartMark mark)
    {
        foreach (var attribute in packet)
        {
            if (attribute.Key == mark.Attribute && attribute.Value.StartsWith(mark.Beginning.AsSpan()))
            {
                return true;
            }
        }

        return false;
    }

    public static Subject Of(in RadiusPacket packet, Node node)
    {
        var profile = node.Profile;
        var rule = RuleOf(packet, profile);

        return new(
            AccountOf(packet, profile),
            rule?.Service,
            Party(packet.First(profile.CalledParty), profile),
            Party(packet.First(profile.CallingParty), profile),
            AccessCodeOf(packet, profile),
            rule is null or { IsAssumed: true });
    }

    private static string? AccountOf(in RadiusPacket packet, NodeProfile profile)
    {
        var name = packet.First(profile.Account);

        return profile.StripsRealm && name?.LastIndexOf('@') is > 0 and var at ? name![..at] : name;
    }

    // sip:12125550199@example.com;user=phone and tel:+12125550199: the number. sip:example.com is a server, of which a registration is asked:
    // nobody is called.
    private static string? Party(string? text, NodeProfile profile)
    {
        if (text is null || !profile.NumbersAreUris || text.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var at))
        {
            return text;
        }

        var address = text.AsSpan(at + 1);
        var user = address.IndexOfAny('@', ';') is >= 0 and var end ? address[..end] : address;

        return text.StartsWith("sip", StringComparison.OrdinalIgnoreCase) && !address.Contains('@') && user.Trim("+0123456789").Length > 0
            ? null
            : user.ToString();
    }

    private static ServiceRule? RuleOf(in RadiusPacket packet, NodeProfile profile)
    {
        foreach (var rule in profile.Services)
        {
            if (packet.Text(rule.Attribute) is { } text && rule.Matches?.IsMatch(text) is not false)
            {
                return rule;
            }
        }

        return null;
    }

    private static string? AccessCodeOf(in RadiusPacket packet, NodeProfile profile)
    {
        foreach (var rule in profile.AccessCodes)
        {
            if (packet.Text(rule.Attribute) is not { Length: > 0 } text)
            {
                continue;
            }

            if (rule.Code?.Contains('$', StringComparison.Ordinal) is true)
            {
                if (rule.Matches.Match(text) is { Success: true } match)
                {
                    return match.Result(rule.Code);
                }
            }
            else if (rule.Matches.IsMatch(text))
            {
                return rule.Code ?? text;
            }
        }

        return null;
    }
}
