using System.Collections.Immutable;
using System.Reflection;
using Orleans;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace Billing.Architecture.Tests;

/// <summary>What one process of the cluster may count on of another one, as sorted lines: grains, their methods, messages, their members, enums.</summary>
/// <remarks>
/// Names that are not on the wire are left out: of members with an [Id], of parameters. So a line that is gone is something that the
/// other build would miss.
/// </remarks>
internal static class ContractFacts
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly string[] Assemblies = ["Billing.Contracts", "Billing.Core", "Billing.Grains", "Billing.Radius.Server", "Billing.Portal"];

    public static ImmutableSortedSet<string> OfThisBuild()
    {
        var types = Assemblies.SelectMany(name => Assembly.Load(name).GetTypes()).Where(type => !NameTests.IsGenerated(type)).ToArray();
        var grains = types.Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable))).ToArray();
        var messages = types.Where(type => !type.IsInterface && !type.IsEnum && type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)).ToArray();
        var used = grains.SelectMany(grain => grain.GetMethods()).SelectMany(method => method.GetParameters().Select(one => one.ParameterType).Append(method.ReturnType))
            .Concat(messages.SelectMany(message => Members(message).Select(member => member.Type)));

        return
        [
            .. grains.SelectMany(GrainFacts),
            .. messages.SelectMany(MessageFacts),
            .. used.SelectMany(Parts).Where(type => type.IsEnum && Assemblies.Contains(type.Assembly.GetName().Name)).Distinct().SelectMany(EnumFacts),
        ];
    }

    /// <summary>The version that each grain interface says it is, by its line <c>grain … version N</c>.</summary>
    public static IReadOnlyDictionary<string, int> Versions(IEnumerable<string> facts) => facts
        .Where(IsVersion)
        .Select(fact => fact.Split(' '))
        .ToDictionary(words => words[1], words => int.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture));

    public static bool IsVersion(string fact) => fact.StartsWith("grain ", StringComparison.Ordinal) && fact.Split(' ') is [_, _, "version", _];

    /// <summary>The grain interface of a method's line; null: the line is none of a method.</summary>
    public static string? GrainOfMethod(string fact) =>
        fact.StartsWith("grain ", StringComparison.Ordinal) && fact.Split(' ') is [_, var grain, "method", ..] ? grain : null;

    private static IEnumerable<string> GrainFacts(Type grain)
    {
        var name = Name(grain);
        var version = grain.GetCustomAttribute<VersionAttribute>()?.Version ?? 0;

        return grain.GetMethods()
            .Select(method => $"grain {name} method {Name(method)}({string.Join(", ", method.GetParameters().Select(one => Name(one.ParameterType)))}) : {Name(method.ReturnType)}")
            .Append(FormattableString.Invariant($"grain {name} version {version}"));
    }

    private static IEnumerable<string> MessageFacts(Type message) => Members(message)
        .Select(member => FormattableString.Invariant($"message {Name(message)} {member.Id} : {Name(member.Type)}"))
        .Append(message.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)
            ? $"message {Name(message)} is a {Name(parent)}"
            : $"message {Name(message)}");

    private static IEnumerable<string> EnumFacts(Type type) =>
        Enum.GetNames(type).Select(name => FormattableString.Invariant($"enum {Name(type)} {Convert.ToInt64(Enum.Parse(type, name), null)} : {name}"));

    // By [Id] on a property, a field or a parameter of a record's first line; those without one are numbered by their order.
    private static IEnumerable<(uint Id, Type Type)> Members(Type message)
    {
        var primary = message.GetConstructors(Declared)
            .Where(one => one.GetParameters() is var all && all.Length > 0 && all.All(p => message.GetProperty(p.Name!, Declared) is not null))
            .MaxBy(one => one.GetParameters().Length);

        foreach (var parameter in primary?.GetParameters() ?? [])
        {
            var property = message.GetProperty(parameter.Name!, Declared)!;
            var said = property.GetCustomAttribute<IdAttribute>() ?? parameter.GetCustomAttribute<IdAttribute>();

            yield return (said?.Id ?? (uint)parameter.Position, parameter.ParameterType);
        }

        foreach (var property in message.GetProperties(Declared))
        {
            if (property.GetCustomAttribute<IdAttribute>() is { } id && primary?.GetParameters().Any(one => one.Name == property.Name) is not true)
            {
                yield return (id.Id, property.PropertyType);
            }
        }

        foreach (var field in message.GetFields(Declared))
        {
            if (field.GetCustomAttribute<IdAttribute>() is { } id && !field.Name.StartsWith('<'))
            {
                yield return (id.Id, field.FieldType);
            }
        }
    }

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type) : [type];

    private static string Name(MethodInfo method) => Alias(method) ?? method.Name;

    // The generator notes what it was told a second time.
    private static string? Alias(MemberInfo member) => member.GetCustomAttributes<AliasAttribute>(inherit: false).FirstOrDefault()?.Alias;

    private static string Name(Type type)
    {
        if (Alias(type) is { } alias)
        {
            return alias;
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Namespace is "System" ? type.Name : type.FullName!;
    }
}
