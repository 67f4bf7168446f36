namespace Billing.Architecture.Tests;

/// <summary>The projects and what each may know of the others: the table of the README as values.</summary>
internal static class House
{
    private static readonly string[] Everything = [""];

    public static readonly string Root = FindRoot();

    /// <summary>Every project that there may be.</summary>
    public static readonly Room[] Rooms =
    [
        new("Billing.Core", MayReference: [], MayUse: ["NodaTime"]),
        new("Billing.Radius", MayReference: [], MayUse: []),
        new(
            "Billing.Contracts",
            MayReference: ["Billing.Core"],
            MayUse: ["NodaTime", "Orleans.", "Microsoft.Orleans.Sdk", "Microsoft.Extensions.DependencyInjection."],
            Never: ["Orleans.Runtime", "Orleans.Server"]),
        new(
            "Billing.Grains",
            MayReference: ["Billing.Contracts", "Billing.Core"],
            MayUse: Everything,
            Never: ["Npgsql", "Microsoft.AspNetCore", "MudBlazor"]),
        new(
            "Billing.Postgres",
            MayReference: ["Billing.Grains", "Billing.Contracts", "Billing.Core"],
            MayUse: Everything,
            Never: ["MudBlazor"]),

        // Silos, not money: it could serve any cluster.
        new(
            "Billing.AzureTables",
            MayReference: [],
            MayUse: ["Azure.", "Orleans", "Microsoft.Orleans.Server", "Microsoft.Extensions."]),
        new(
            "Billing.Radius.Server",
            MayReference: ["Billing.Radius", "Billing.Contracts", "Billing.Core"],
            MayUse: Everything,
            Never: ["Npgsql", "MudBlazor", "Orleans.Runtime", "Microsoft.Orleans.Server"]),
        new(
            "Billing.Portal",
            MayReference: ["Billing.Contracts", "Billing.Core"],
            MayUse: Everything,
            Never: ["Npgsql", "Orleans.Runtime", "Microsoft.Orleans.Server"]),
        new(
            "Billing.Host",
            MayReference:
            [
                "Billing.Core", "Billing.Radius", "Billing.Contracts", "Billing.Grains", "Billing.Postgres",
                "Billing.AzureTables", "Billing.Radius.Server", "Billing.Portal",
            ],
            MayUse: Everything),
    ];

    /// <summary>The projects that there are.</summary>
    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Root, "src"))
        .Where(folder => Directory.GetFiles(folder, "*.csproj").Length > 0)
        .Select(folder => Path.GetFileName(folder))];

    public static Room Of(string project) =>
        Rooms.SingleOrDefault(room => room.Project == project)
        ?? throw new InvalidOperationException($"{project} has no place in the table.");

    /// <summary>The files with an ending below src and tests, what is built left out; as paths from the root.</summary>
    public static IEnumerable<string> Sources(string ending) =>
        from top in new[] { "src", "tests" }
        from file in Directory.EnumerateFiles(Path.Combine(Root, top), "*" + ending, SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file)
        where !path.Split('/').Any(part => part is "bin" or "obj")
        select path;

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;

        while (!File.Exists(Path.Combine(folder, "Billing.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
