using System.Text.Json;

namespace Billing.Postgres.Changes;

/// <summary>A change in one English sentence: <c>edit customer C-100007 Alice: time zone UTC → Europe/Madrid</c>.</summary>
internal static class ChangeSentence
{
    private const int MostFields = 6;
    private const int LongestValue = 60;

    /// <param name="old">A JSON object of what it was; null when it was not there.</param>
    public static string Of(string action, string kind, string label, string? old, string? @new)
    {
        var head = $"{action} {kind.Replace('-', ' ')} {label}".TrimEnd();
        var fields = old is null || @new is null ? [] : Changed(old, @new);

        return fields.Count switch
        {
            0 => head,
            > MostFields => $"{head}: {string.Join(", ", fields.Take(MostFields))} and {fields.Count - MostFields} more",
            _ => $"{head}: {string.Join(", ", fields)}",
        };
    }

    private static List<string> Changed(string old, string @new)
    {
        using var before = JsonDocument.Parse(old);
        using var after = JsonDocument.Parse(@new);
        var fields = new List<string>();

        foreach (var field in after.RootElement.EnumerateObject())
        {
            var was = before.RootElement.TryGetProperty(field.Name, out var value) ? value : default;

            if (was.ValueKind is JsonValueKind.Undefined || was.GetRawText() != field.Value.GetRawText())
            {
                fields.Add(Describe(field.Name.Replace('_', ' '), was, field.Value));
            }
        }

        return fields;
    }

    // What is not one short value is only named: the log has both sides in full.
    private static string Describe(string name, JsonElement old, JsonElement @new) =>
        Short(old) is { } was && Short(@new) is { } becomes ? $"{name} {was} → {becomes}" : name;

    private static string? Short(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "none",
        JsonValueKind.String => value.GetString() is { Length: > 0 and <= LongestValue } text ? text : null,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => null,
    };
}
