using System.Globalization;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Tariffs.Import;

namespace Billing.Host.Tariffs;

/// <summary>A line of a price list that cannot be imported, and why.</summary>
internal sealed record RejectedLine(int Line, IReadOnlyList<CellError> Errors);

/// <summary>The lines that were refused: counted, the first ones kept to show, all of them written to a file if one is wanted.</summary>
/// <remarks>The file has the lines as they stand, after their number and the reason: it can be put right and imported again.</remarks>
internal sealed class RejectedLines : IDisposable
{
    /// <summary>More are for the file, not for a person's screen.</summary>
    public const int MostShown = 1_000;

    private readonly PriceListFile _file;
    private readonly StreamWriter? _writer;
    private readonly List<RejectedLine> _shown = [];

    public RejectedLines(PriceListFile file, string? path)
    {
        _file = file;
        _writer = path is null ? null : new(path);
        _writer?.WriteLine(Join("line", "reason", file.FirstLine));
    }

    public int Count { get; private set; }

    public IReadOnlyList<RejectedLine> Shown => _shown;

    public void Add(IReadOnlyList<CellError> errors)
    {
        Count++;

        if (_shown.Count < MostShown)
        {
            _shown.Add(new(_file.Line, [.. errors]));
        }

        _writer?.WriteLine(Join(
            _file.Line.ToString(CultureInfo.InvariantCulture), CsvText.Quote(string.Join("; ", errors), _file.Separator), _file.Text));
    }

    public void Dispose() => _writer?.Dispose();

    private string Join(string line, string reason, string text) => $"{line}{_file.Separator}{reason}{_file.Separator}{text}";
}
