using System.Text.Json;
using Microsoft.JSInterop;

namespace Billing.Portal.Tariffs.Import;

/// <summary>How the last price list of a tariff was read, so that the carrier's next one needs no choosing.</summary>
/// <param name="Columns">What each head of the file was said to hold.</param>
internal sealed record ImportMemory(
    Dictionary<string, string> Columns, bool IsReplacing, bool SkipsBad, long? PriceUnitSize, string? Intervals)
{
    public static async Task<ImportMemory> RecallAsync(IJSRuntime script, long tariffId)
    {
        try
        {
            if (await script.InvokeAsync<string?>("portal.recall", Key(tariffId)) is { Length: > 0 } text
                && JsonSerializer.Deserialize<ImportMemory>(text) is { Columns: not null } memory)
            {
                return memory;
            }
        }
        catch (JsonException)
        {
            // of an older program: nothing is remembered
        }

        return new([], false, false, null, null);
    }

    public ValueTask RememberAsync(IJSRuntime script, long tariffId) =>
        script.InvokeVoidAsync("portal.remember", Key(tariffId), JsonSerializer.Serialize(this));

    private static string Key(long tariffId) => $"rate-import:{tariffId}";
}
