using System.Text.Json;

namespace Billing.Portal.Audit;

/// <summary>One member that is different after a change.</summary>
/// <param name="Name">As it is stored; a member of a member has both names.</param>
/// <param name="Before">Null: it was not there.</param>
/// <param name="After">Null: it is not there any more.</param>
internal sealed record AuditChange(string Name, string? Before, string? After)
{
    /// <summary>What is different between two JSON objects, either of which may be missing; what is the same is left out.</summary>
    public static IReadOnlyList<AuditChange> Between(string? before, string? after)
    {
        var (old, now) = (Members(before), Members(after));

        return
        [
            .. old.Keys.Union(now.Keys)
                .Select(name => new AuditChange(name, old.GetValueOrDefault(name), now.GetValueOrDefault(name)))
                .Where(change => change.Before != change.After),
        ];
    }

    private static Dictionary<string, string> Members(string? json)
    {
        var members = new Dictionary<string, string>();

        if (json is not null)
        {
            using var document = JsonDocument.Parse(json);
            Add(members, "", document.RootElement);
        }

        return members;
    }

    private static void Add(Dictionary<string, string> members, string name, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Add(members, name.Length == 0 ? member.Name : $"{name}.{member.Name}", member.Value);
                }

                break;

            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;

            case JsonValueKind.Array when element.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)):
                members[name] = string.Join(", ", element.EnumerateArray().Select(item => item.ToString()));
                break;

            default:
                members[name] = element.ToString();
                break;
        }
    }
}
