using System.Globalization;

namespace Billing.Postgres.Server;

/// <summary>The folder that holds PostgreSQL's server programs, all of one version.</summary>
internal sealed record ServerPrograms(string Folder)
{
    private const string PackageRoot = "/usr/lib/postgresql";

    public string InitDb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    private string Postgres => Path.Combine(Folder, "postgres");

    private bool IsComplete => File.Exists(InitDb) && File.Exists(PgCtl) && File.Exists(Postgres);

    /// <param name="dataVersion">The major version that wrote the data, or null for the newest.</param>
    /// <exception cref="PrivateServerException">There is none; the message says what to install.</exception>
    public static async Task<ServerPrograms> FindAsync(string? dataVersion, CancellationToken cancel)
    {
        var complete = (await PlacesAsync(cancel)).Distinct().Select(place => new ServerPrograms(place)).Where(p => p.IsComplete).ToList();

        if (complete.Count == 0)
        {
            throw new PrivateServerException(
                "PostgreSQL's server programs are not on this machine; install them: apt-get install postgresql");
        }

        if (dataVersion is null)
        {
            return complete[0];
        }

        foreach (var programs in complete)
        {
            if (await programs.MajorVersionAsync(cancel) == dataVersion)
            {
                return programs;
            }
        }

        throw new PrivateServerException(
            $"The data was written by PostgreSQL {dataVersion}; install it: apt-get install postgresql-{dataVersion}");
    }

    private static async Task<List<string>> PlacesAsync(CancellationToken cancel)
    {
        var places = new List<string>();

        if (Directory.Exists(PackageRoot))
        {
            places.AddRange(Directory.GetDirectories(PackageRoot)
                .OrderByDescending(VersionOf)
                .Select(version => Path.Combine(version, "bin")));
        }

        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);

        if (path.Any(place => File.Exists(Path.Combine(place, "pg_config"))))
        {
            places.Add((await Command.RunAsync(["pg_config", "--bindir"], cancel)).Output.Trim());
        }

        places.AddRange(path);

        return places;
    }

    private static int VersionOf(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : 0;

    // "postgres (PostgreSQL) 15.14 (Debian …)"
    private async Task<string?> MajorVersionAsync(CancellationToken cancel)
    {
        var said = (await Command.RunAsync([Postgres, "--version"], cancel)).Output;

        return said.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(2)?.Split('.')[0].Trim();
    }
}
