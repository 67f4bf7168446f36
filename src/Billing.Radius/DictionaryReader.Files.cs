namespace Billing.Radius;

/// <summary>The files, and where in them an error is.</summary>
internal sealed partial class DictionaryReader
{
    private const int MaximumDepth = 16;

    private string _file = "";
    private int _line;
    private int _depth;

    public void Read(string path)
    {
        var (file, line, vendor) = (_file, _line, _vendor);

        if (++_depth > MaximumDepth)
        {
            throw Error("expected fewer files that include one another");
        }

        string[] lines;

        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (IOException error) when (_depth > 1)
        {
            throw Error($"expected a file that can be read: {error.Message}");
        }

        _file = path;
        _line = 0;

        foreach (var text in lines)
        {
            _line++;
            ReadLine(text);
        }

        if (_vendor != vendor)
        {
            throw Error($"expected END-VENDOR {_vendor?.Name} before the end of the file");
        }

        _depth--;
        (_file, _line) = (file, line);
    }

    private void Include(string[] words, bool mustBeThere)
    {
        Expect(words, 2, $"{words[0]} file");
        var path = Path.Combine(Path.GetDirectoryName(_file) ?? "", words[1]);

        if (mustBeThere || File.Exists(path))
        {
            Read(path);
        }
    }

    private RadiusDictionaryException Error(string message) => new(_file, _line, message);
}
