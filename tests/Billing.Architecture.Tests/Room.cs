using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Billing.Architecture.Tests;

/// <summary>A project: what it may know, and what it says, in its file and in its assembly, that it knows.</summary>
/// <param name="MayReference">Projects of ours, complete.</param>
/// <param name="MayUse">How the names of foreign packages and assemblies may begin; the BCL is always there.</param>
/// <param name="Never">How they must not begin even so.</param>
internal sealed record Room(string Project, string[] MayReference, string[] MayUse, params string[] Never)
{
    private static readonly string[] Platform = ["System.", "netstandard", "mscorlib"];

    private string AssemblyFile => Path.Combine(AppContext.BaseDirectory, Project + ".dll");

    public bool Allows(string name)
    {
        if (name.StartsWith("Billing.", StringComparison.Ordinal))
        {
            return MayReference.Contains(name);
        }

        return !BeginsWithAny(name, Never) && (BeginsWithAny(name, MayUse) || BeginsWithAny(name + ".", Platform));
    }

    /// <summary>What the project's file asks for: projects, packages and frameworks.</summary>
    public IEnumerable<string> AskedFor()
    {
        var file = XDocument.Load(Path.Combine(House.Root, "src", Project, Project + ".csproj"));

        foreach (var element in file.Descendants())
        {
            var name = (string?)element.Attribute("Include");

            if (name is null || (string?)element.Attribute("PrivateAssets") == "all")
            {
                continue;
            }

            switch (element.Name.LocalName)
            {
                case "ProjectReference":
                    yield return Path.GetFileNameWithoutExtension(name.Replace('\\', '/'));
                    break;

                case "PackageReference" or "FrameworkReference" or "Reference":
                    yield return name;
                    break;
            }
        }
    }

    /// <summary>The assemblies that the compiled one refers to.</summary>
    public ImmutableArray<string> CompiledWith() => Read(metadata => metadata.AssemblyReferences
        .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)));

    /// <summary>The foreign types that the compiled assembly refers to, by full name.</summary>
    public ImmutableArray<string> TypesUsed() => Read(metadata => metadata.TypeReferences
        .Select(handle => Signature.NameOf(metadata, handle)));

    /// <summary>The members that the compiled assembly refers to, with the types of their signatures.</summary>
    public ImmutableArray<string> MembersUsed() => Read(metadata => metadata.MemberReferences
        .Select(handle => Signature.Describe(metadata, handle)));

    private static bool BeginsWithAny(string name, string[] beginnings) =>
        beginnings.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal));

    private ImmutableArray<string> Read(Func<MetadataReader, IEnumerable<string>> what)
    {
        using var file = new PEReader(File.OpenRead(AssemblyFile));

        return [.. what(file.GetMetadataReader()).Distinct()];
    }
}
