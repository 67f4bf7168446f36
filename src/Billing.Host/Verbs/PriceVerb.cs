using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Billing.Host.Price;

namespace Billing.Host.Verbs;

/// <summary><c>price</c>: the calculator of the live path as a tool; JSON lines in, JSON lines out.</summary>
internal static class PriceVerb
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <param name="withFormat">Whether its help is being asked for, and not the list of all verbs.</param>
    public static Command Create(bool withFormat)
    {
        var explain = new Option<bool>("--explain") { Description = "Say in words why each case costs what it costs, instead of JSON." };
        var command = new Command("price", withFormat ? PriceHelp.Text : PriceHelp.Summary) { explain };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(explain), cancellation));

        return command;
    }

    private static async Task<int> RunAsync(bool explain, CancellationToken cancellation)
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        await using var output = new StreamWriter(Console.OpenStandardOutput());
        var bad = 0;

        for (var line = 1; await input.ReadLineAsync(cancellation) is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var (answer, isBad) = Answer(text, line, explain);
            bad += isBad ? 1 : 0;
            await output.WriteLineAsync(answer);
            await output.FlushAsync(cancellation); // somebody may wait for this answer before asking again
        }

        return bad > 0 ? 1 : 0;
    }

    // One bad line must not take the others with it, whatever is wrong with it: its answer is written in here as well, since
    // texts with half a character in them fail only then.
    private static (string Text, bool IsBad) Answer(string text, int line, bool explain)
    {
        JsonElement? id = null;

        string Written(JsonObject answer) => explain ? PriceWords.Of(answer) : answer.ToJsonString(Options);

        (string, bool) Bad(JsonElement? id, string? field, string error) => (Written(PriceAnswer.Error(line, id, field, error)), true);

        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            id = document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("id", out var named) && CanBeWritten(named)
                ? named.Clone()
                : null;

            return (Written(PriceAnswer.Run(PriceCase.Read(document.RootElement), line)), false);
        }
        catch (CaseException bad)
        {
            return Bad(id, bad.Field, bad.Message);
        }
        catch (JsonException bad)
        {
            return Bad(null, null, $"not JSON: {bad.Message}");
        }
        catch (Exception bad)
        {
            return Bad(id, null, $"cannot be priced: {bad.Message}");
        }
    }

    private static bool CanBeWritten(JsonElement id)
    {
        try
        {
            return JsonSerializer.Serialize(id, Options).Length > 0;
        }
        catch (Exception bad) when (bad is InvalidOperationException or JsonException)
        {
            return false;
        }
    }
}
