using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Radius.Server.Profiles;

/// <summary>The profiles as their files and the dictionary's are now: read again when one of them changed.</summary>
/// <remarks>A file that cannot be used changes nothing: what was read before stays in force, and the fault is logged once.</remarks>
internal sealed partial class ProfileFiles
{
    private readonly string _folder;
    private readonly string _dictionary;
    private readonly ILogger _logger;
    private int _stamp;

    /// <exception cref="InvalidDataException">A file is not a profile; the message names the file and the field.</exception>
    /// <exception cref="RadiusDictionaryException">A line of a dictionary is not understood.</exception>
    public ProfileFiles(IOptions<RadiusOptions> options, ILogger<ProfileFiles> logger)
    {
        _logger = logger;
        _folder = options.Value.ProfileFolder is { Length: > 0 } folder ? folder : Path.Combine(AppContext.BaseDirectory, "Profiles");
        _dictionary = options.Value.DictionaryFile is { Length: > 0 } file
            ? file
            : Path.Combine(AppContext.BaseDirectory, "Dictionaries", "dictionary");
        _stamp = Stamp();
        Current = Load();
    }

    public ProfileCatalog Current { get; private set; }

    /// <summary>Reads the files again, if one changed, came or went.</summary>
    public void Refresh()
    {
        var stamp = Stamp();

        if (stamp == _stamp)
        {
            return;
        }

        _stamp = stamp;

        try
        {
            Current = Load();
            LogRead(_logger);
        }
        catch (Exception failure) when (failure is InvalidDataException or RadiusDictionaryException or IOException or UnauthorizedAccessException)
        {
            LogFault(_logger, failure.Message);
        }
    }

    private ProfileCatalog Load() => ProfileCatalog.Load(_folder, RadiusDictionary.Load(_dictionary));

    // A dictionary includes others that stand beside it.
    private int Stamp()
    {
        var stamp = new HashCode();

        foreach (var file in new[] { _folder, Path.GetDirectoryName(Path.GetFullPath(_dictionary))! }
            .Where(Directory.Exists)
            .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles())
            .OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            stamp.Add(file.FullName);
            stamp.Add(file.LastWriteTimeUtc);
            stamp.Add(file.Length);
        }

        return stamp.ToHashCode();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Gateway profiles and dictionaries were read again")]
    private static partial void LogRead(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Changed gateway profiles or dictionaries are not used, those of before stay in force: {Reason}")]
    private static partial void LogFault(ILogger logger, string reason);
}
