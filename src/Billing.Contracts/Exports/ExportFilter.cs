using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace Billing.Contracts.Exports;

/// <summary>A list's filter as text, to be kept with its export.</summary>
public static class ExportFilter
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new InstantText() } };

    public static string Write<T>(T filter) => JsonSerializer.Serialize(filter, Options);

    /// <exception cref="ArgumentException">It is none of this list.</exception>
    public static T Read<T>(string filter)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(filter, Options) ?? throw new ArgumentException("filter: expected one", nameof(filter));
        }
        catch (JsonException failure)
        {
            throw new ArgumentException($"filter: expected one of this list: {failure.Message}", nameof(filter));
        }
    }

    private sealed class InstantText : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            InstantPattern.ExtendedIso.Parse(reader.GetString() ?? "") is { Success: true } instant
                ? instant.Value
                : throw new JsonException("expected an instant");

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
            writer.WriteStringValue(InstantPattern.ExtendedIso.Format(value));
    }
}
