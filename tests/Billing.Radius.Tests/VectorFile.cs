using System.Text;

namespace Billing.Radius.Tests;

/// <summary>An exchange of an RFC's text: "name: value", indented lines go on, # comments.</summary>
internal sealed class VectorFile
{
    private readonly Dictionary<string, string> _fields = [];

    public VectorFile(string name)
    {
        var field = "";

        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Vectors", name + ".txt")))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            field = colon < 0 ? field : line[..colon];
            _fields[field] = _fields.GetValueOrDefault(field, "") + line[(colon + 1)..].Replace(" ", "");
        }
    }

    public SharedSecret Secret => new(Text("secret"));

    public byte[] Request => Octets("request");

    public byte[] Response => Octets("response");

    public byte[] Text(string field) => Encoding.UTF8.GetBytes(_fields[field]);

    private byte[] Octets(string field) => Convert.FromHexString(_fields[field]);
}
