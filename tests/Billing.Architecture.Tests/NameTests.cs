using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Billing.Architecture.Tests;

public sealed partial class NameTests
{
    private static readonly string[] Folders = ["Common", "Shared", "Helpers", "Managers"];

    private static readonly string[] Endings =
        ["Manager", "Helper", "Util", "Utils", "Processor", "Info", "Data", "Base"];

    [Fact]
    public void A_folder_is_named_after_what_is_in_it() =>
        Assert.DoesNotContain(House.Sources(""), path => path.Split('/')[..^1].Intersect(Folders).Any());

    [Theory]
    [MemberData(nameof(House.Projects), MemberType = typeof(House))]
    public void A_type_is_named_after_what_it_is(string project)
    {
        var types = Assembly.Load(project).GetTypes().Where(type => !IsGenerated(type));

        Assert.DoesNotContain(
            types.Select(type => type.Name.Split('`')[0]),
            name => Endings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_namespace_is_the_folder_of_its_file()
    {
        var strays =
            from path in House.Sources(".cs")
            let said = Namespace().Match(File.ReadAllText(Path.Combine(House.Root, path)))
            where said.Success
            let parts = Path.GetDirectoryName(path)!.Split('/')[1..]
            where said.Groups["name"].Value != string.Join('.', parts)
            select $"{path}: {said.Groups["name"].Value}";

        Assert.Empty(strays);
    }

    [Fact]
    public void A_file_that_declares_a_type_has_a_namespace()
    {
        var homeless =
            from path in House.Sources(".cs")
            let text = File.ReadAllText(Path.Combine(House.Root, path))
            where Type().IsMatch(text) && !Namespace().IsMatch(text)
            select path;

        Assert.Empty(homeless);
    }

    /// <summary>True for what a compiler or a generator wrote, directly or around it.</summary>
    internal static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || type.IsDefined(typeof(GeneratedCodeAttribute), inherit: false)
        || (type.DeclaringType is { } outer && IsGenerated(outer));

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(public|internal) .*\b(class|record|struct|interface|enum) \w+", RegexOptions.Multiline)]
    private static partial Regex Type();
}
