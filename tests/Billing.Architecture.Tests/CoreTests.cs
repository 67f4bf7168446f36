using System.Reflection;

namespace Billing.Architecture.Tests;

/// <summary>Core is pure: the same arguments give the same value, on every machine, at any time.</summary>
public sealed class CoreTests
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly
        | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Room Core = House.Of("Billing.Core");

    [Theory]
    [InlineData("System.Threading.Tasks.")]
    [InlineData("System.IO.")]
    [InlineData("System.Net.")]
    [InlineData("System.Data.")]
    [InlineData("System.Random")]
    [InlineData("System.TimeProvider")]
    [InlineData("System.Diagnostics.Stopwatch")]
    [InlineData("System.Security.Cryptography.RandomNumberGenerator")]
    [InlineData("NodaTime.SystemClock")]
    [InlineData("NodaTime.IClock")]
    public void Core_has_no_task_input_output_clock_or_chance(string beginning) =>
        Assert.DoesNotContain(Core.TypesUsed(), type => type.StartsWith(beginning, StringComparison.Ordinal));

    [Theory]
    [InlineData("System.Guid.NewGuid ")]
    [InlineData("System.Guid.CreateVersion7 ")]
    [InlineData("System.DateTime.get_Now ")]
    [InlineData("System.DateTime.get_UtcNow ")]
    [InlineData("System.DateTime.get_Today ")]
    [InlineData("System.DateTimeOffset.get_Now ")]
    [InlineData("System.DateTimeOffset.get_UtcNow ")]
    [InlineData("System.Globalization.CultureInfo.get_CurrentCulture ")]
    [InlineData("System.Globalization.CultureInfo.get_CurrentUICulture ")]
    public void Core_is_told_the_time_the_identifiers_and_the_culture(string member) =>
        Assert.DoesNotContain(Core.MembersUsed(), used => used.StartsWith(member, StringComparison.Ordinal));

    [Fact]
    public void Core_calls_nothing_that_takes_or_gives_a_floating_point_number() =>
        Assert.DoesNotContain(Core.MembersUsed(), used => used.Split(' ', '<', '>', ',', '[').Any(IsFloating));

    [Fact]
    public void Core_declares_no_floating_point_number()
    {
        var floating =
            from type in Assembly.Load("Billing.Core").GetTypes()
            from member in type.GetMembers(Declared)
            where TypesOf(member).Any(used => used == typeof(double) || used == typeof(float))
            select $"{type.Name}.{member.Name}";

        Assert.Empty(floating);
    }

    private static bool IsFloating(string type) => type is "Double" or "Single";

    private static IEnumerable<Type> TypesOf(MemberInfo member) => member switch
    {
        FieldInfo field => [field.FieldType],
        MethodBase method => method.GetParameters().Select(parameter => parameter.ParameterType)
            .Concat(method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? [])
            .Append((method as MethodInfo)?.ReturnType ?? typeof(void)),
        _ => [],
    };
}
