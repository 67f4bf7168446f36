using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Billing.Core.Amounts;
using Spectre.Console;

namespace Billing.Host.Output;

/// <summary>Results for people (tables) and for machines (JSON: camel case, amounts as decimal strings, times in UTC).</summary>
internal static class Show
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new AmountText() },
    };

    public static void Json<T>(T value) => Console.WriteLine(Text(value));

    /// <summary>What <see cref="Json"/> writes.</summary>
    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>A number that is no money, or of a currency that is not known.</summary>
    public static string Amount(decimal amount) => amount.ToString("0.00###", CultureInfo.InvariantCulture);

    /// <summary>Money, with the decimals of its currency's minor unit at least: none of a yen, three of a dinar.</summary>
    /// <param name="currency">ISO 4217; null: not known, or it is no money.</param>
    public static string Amount(decimal amount, string? currency) =>
        Currency.TryParse(currency, out var known) ? amount.ToString(known.Format, CultureInfo.InvariantCulture) : Amount(amount);

    /// <summary>A number with its noun: <c>1 record</c>, <c>2 records</c>.</summary>
    public static string Count(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");

    public static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>What a verb found: as JSON, or as it tells a person.</summary>
    public static void Either<T>(bool isJson, T value, Action tell)
    {
        if (isJson)
        {
            Json(value);
        }
        else
        {
            tell();
        }
    }

    /// <summary>A list: as JSON, or as a <see cref="Table"/>.</summary>
    /// <param name="json">What machines get of a row; null: the row as it is.</param>
    public static void Rows<T>(
        bool isJson, IReadOnlyCollection<T> rows, string empty, string[] columns, Func<T, string?[]> cells, Func<T, object?>? json = null) =>
        Either(isJson, rows.Select(json ?? (row => row)), () => Table(rows, empty, columns, cells));

    /// <summary>A table, or one line that says what an empty one means.</summary>
    /// <param name="columns">Heads; one that begins with ">" is of numbers and stands right.</param>
    public static void Table<T>(IReadOnlyCollection<T> rows, string empty, string[] columns, Func<T, string?[]> cells)
    {
        if (rows.Count == 0)
        {
            Console.WriteLine(empty);

            return;
        }

        var table = new Table { Border = TableBorder.Simple };

        foreach (var column in columns)
        {
            var isNumber = column.StartsWith('>');
            var head = new TableColumn(Markup.Escape(column.TrimStart('>'))) { NoWrap = true };
            table.AddColumn(isNumber ? head.RightAligned() : head);
        }

        foreach (var row in rows)
        {
            table.AddRow(cells(row).Select(cell => Markup.Escape(cell ?? "")).ToArray());
        }

        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.Detect, Out = new AnsiConsoleOutput(Console.Out) });

        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = 240;
        }

        console.Write(table);
    }

    private sealed class AmountText : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            decimal.Parse(reader.GetString()!, CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Amount(value));
    }
}
