using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Billing.Radius.Server.Profiles;

/// <summary>How a gateway is told a policy: the same attributes in an Access-Accept and in a CoA-Request.</summary>
/// <param name="Any">What says a policy that has no attributes of its own.</param>
/// <param name="Named">Policies with attributes of their own.</param>
/// <param name="Ordinary">What says that there is no policy any more; empty: nothing can say it.</param>
internal sealed record PolicyTemplates(
    ImmutableArray<AttributeTemplate> Any,
    FrozenDictionary<string, ImmutableArray<AttributeTemplate>> Named,
    ImmutableArray<AttributeTemplate> Ordinary)
{
    /// <summary>The attributes of a policy, in order; null as the policy: of the ordinary one. Empty: the gateway cannot be told.</summary>
    public ImmutableArray<(AttributeKey Key, byte[] Value)> Of(string? policy)
    {
        var templates = policy is null ? Ordinary : Named.TryGetValue(policy, out var own) ? own : Any;
        var attributes = templates.Rendered(new() { Policy = policy });

        // Half of a policy is another policy.
        return attributes.Length == templates.Length ? attributes : [];
    }
}

internal static class AttributeTemplates
{
    /// <summary>Those that have a value.</summary>
    public static ImmutableArray<(AttributeKey Key, byte[] Value)> Rendered(this ImmutableArray<AttributeTemplate> templates, Values values) =>
    [
        .. from template in templates
           let value = template.Render(values)
           where value is not null
           select (template.Key, value),
    ];
}
