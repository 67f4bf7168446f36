using System.Reflection;
using Billing.Core.Amounts;

namespace Billing.Core.Tests;

/// <summary>The analyzer sees calls; this sees types of fields, parameters, results and locals.</summary>
public sealed class PurityTests
{
    private static readonly HashSet<Type> Impure =
        [typeof(double), typeof(float), typeof(Half), typeof(Random), typeof(Task), typeof(ValueTask), typeof(TimeProvider)];

    [Fact]
    public void The_core_knows_no_floating_point_no_task_no_clock_and_no_chance()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
            | BindingFlags.Static | BindingFlags.DeclaredOnly;

        var used =
            from type in typeof(Currency).Assembly.GetTypes()
            from member in type.GetMembers(All)
            from usedType in TypesOf(member)
            where Impure.Contains(usedType) || (usedType.IsGenericType && usedType.Name.StartsWith("Task", StringComparison.Ordinal))
            select $"{type.Name}.{member.Name}: {usedType.Name}";

        Assert.Empty(used);
    }

    [Fact]
    public void The_core_refers_to_the_framework_and_NodaTime_only() => Assert.All(
        typeof(Currency).Assembly.GetReferencedAssemblies(),
        name => Assert.True(name.Name is "NodaTime" || name.Name!.StartsWith("System.", StringComparison.Ordinal), name.Name));

    private static IEnumerable<Type> TypesOf(MemberInfo member) => member switch
    {
        FieldInfo field => [field.FieldType],
        MethodBase method =>
        [
            .. method.GetParameters().Select(parameter => parameter.ParameterType),
            .. method is MethodInfo { ReturnType: var result } ? [result] : Type.EmptyTypes,
            .. method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? [],
        ],
        _ => [],
    };
}
