using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Billing.Architecture.Tests.Infra;

/// <summary>Every setting that the program reads, found where it reads it, with the value that it has when nobody sets it.</summary>
internal static partial class KnownSettings
{
    private const string Root = "Billing";

    // Read one by one, without a class.
    private static readonly (string Name, string Default)[] Single =
    [
        ("Billing__Security__KeyCertificate", ""), ("Billing__Security__KeyCertificatePassword", ""),
    ];

    /// <summary>By the name of the environment's variable; an item of a list ends in <c>__0</c>, one of a table in <c>__NAME</c>.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Find();

    private static SortedDictionary<string, string> Find()
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var bound =
            from path in House.Sources(".cs")
            where path.StartsWith("src/", StringComparison.Ordinal)
            from Match match in Bound().Matches(File.ReadAllText(Path.Combine(House.Root, path)))
            select (Type: match.Groups["type"].Value.Split('.')[^1], Section: match.Groups["section"].Value);

        foreach (var (type, section) in bound.Distinct())
        {
            Add(settings, Activator.CreateInstance(OptionsOf(type))!, section.Replace(":", "__", StringComparison.Ordinal));
        }

        foreach (var (name, value) in Single)
        {
            settings.Add(name, value);
        }

        return settings;
    }

    private static void Add(SortedDictionary<string, string> settings, object options, string section)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.CanWrite))
        {
            var name = $"{section}__{property.Name}";
            var value = property.GetValue(options);

            if (property.PropertyType.Namespace!.StartsWith(Root, StringComparison.Ordinal) && property.PropertyType.IsClass)
            {
                Add(settings, value!, name);
            }
            else if (typeof(IDictionary).IsAssignableFrom(property.PropertyType))
            {
                settings[name + "__NAME"] = "";
            }
            else if (property.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(property.PropertyType))
            {
                settings[name + "__0"] = "";
            }
            else
            {
                settings[name] = Text(value);
            }
        }
    }

    private static string Text(object? value) => value switch
    {
        bool yes => yes ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    private static Type OptionsOf(string name) => Assert.Single(
        from project in House.Projects.Select(row => row.Data)
        from type in Assembly.Load(project).GetTypes()
        where type.Name == name
        select type);

    [GeneratedRegex("""AddOptions<(?<type>[\w.]+)>\(\)\s*\.BindConfiguration\("(?<section>Billing[\w:]*)"\)|Read<(?<type>[\w.]+)>\("(?<section>Billing[\w:]*)"\)|GetSection\("(?<section>Billing[\w:]*)"\)\.Get<(?<type>[\w.]+)>""")]
    private static partial Regex Bound();
}
