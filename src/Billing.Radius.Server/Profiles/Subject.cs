using System.Buffers;
using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Profiles;

/// <summary>Who wants what, read from a packet by its gateway's profile.</summary>
internal readonly record struct Subject(string? UserName, string? Service, string? CalledParty, string? CallingParty)
{
    private static readonly SearchValues<char> Separators = SearchValues.Create(" -().");

    public static Subject Of(in RadiusPacket packet, Node node)
    {
        var profile = node.Profile;
        var service = ServiceOf(packet, profile);
        var called = packet.First(profile.CalledParty);

        return new(
            packet.First(profile.Account),
            service,
            service is "voice" && called is not null ? Number(called) : called,
            packet.First(profile.CallingParty));
    }

    /// <summary>A dialled number in E.164 without "+" and without what people put between digits.</summary>
    internal static string Number(string called)
    {
        var number = called.AsSpan().Trim().TrimStart('+');

        return number.ContainsAny(Separators) ? string.Concat(number.ToString().Where(c => !Separators.Contains(c))) : number.ToString();
    }

    private static string? ServiceOf(in RadiusPacket packet, NodeProfile profile)
    {
        foreach (var rule in profile.Services)
        {
            if (packet.First(rule.Attribute) is { } text && rule.Matches.IsMatch(text))
            {
                return rule.Service;
            }
        }

        return null;
    }
}
