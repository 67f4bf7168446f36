using System.Security.Cryptography;
using System.Text;

namespace Billing.Postgres.Server;

/// <summary>Where a private server's files are.</summary>
internal sealed class ServerFolder
{
    // Linux keeps the path of a socket in 108 octets, the last one zero.
    private const int LongestSocketPath = 107;
    private const int LastLines = 12;

    public ServerFolder(string path)
    {
        Root = Resolved(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        Data = Path.Combine(Root, "data");
        Logs = Path.Combine(Root, "log");
        Sockets = SocketsOf(Root);
    }

    public string Root { get; }

    public string Data { get; }

    /// <summary>Where the data is while it is being made.</summary>
    public string UnfinishedData => Data + ".new";

    public string Logs { get; }

    /// <summary>Inside the folder, or in the temporary one when its path is too long for a socket.</summary>
    public string Sockets { get; }

    /// <summary>What the server says until it writes its log, of the last start only.</summary>
    public string StartLog => Path.Combine(Logs, "start.log");

    public string PasswordFile => Path.Combine(Root, "password");

    /// <summary>The major version that wrote the data, or null when there is none yet.</summary>
    public string? DataVersion()
    {
        var file = Path.Combine(Data, "PG_VERSION");

        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    /// <summary>The end of the two logs written last.</summary>
    public string LogTail() => string.Join('\n', Directory.GetFiles(Logs)
        .OrderBy(File.GetLastWriteTimeUtc)
        .TakeLast(2)
        .SelectMany(file => File.ReadAllLines(file).TakeLast(LastLines)));

    private static string SocketsOf(string root)
    {
        var inside = Path.Combine(root, "socket");

        if (Encoding.UTF8.GetByteCount(Path.Combine(inside, ".s.PGSQL.65535")) <= LongestSocketPath)
        {
            return inside;
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)).AsSpan(0, 8));

        return Path.Combine("/tmp", "billing-" + name);
    }

    // The kernel names the folder of a process by its real path, whatever links led here.
    private static string Resolved(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        var here = Path.Combine(Resolved(parent), Path.GetFileName(path));

        return Directory.Exists(here)
            ? Directory.ResolveLinkTarget(here, returnFinalTarget: true)?.FullName ?? here
            : here;
    }
}
