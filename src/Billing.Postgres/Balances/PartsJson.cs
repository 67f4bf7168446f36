using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Billing.Core.Rating;

namespace Billing.Postgres.Balances;

/// <summary>The parts of a transaction record as they are stored; amounts and prices are decimal strings.</summary>
internal static class PartsJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new DecimalText() },
    };

    public static ImmutableArray<RatedPart> Read(string json) => JsonSerializer.Deserialize<ImmutableArray<RatedPart>>(json, Options);

    public static string Write(ImmutableArray<RatedPart> parts) => JsonSerializer.Serialize(parts, Options);

    private sealed class DecimalText : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            decimal.Parse(reader.GetString()!, System.Globalization.CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
