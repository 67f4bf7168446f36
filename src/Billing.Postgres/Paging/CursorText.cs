using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Billing.Postgres.Paging;

/// <summary>A place in an ordered list as text for an address: which way to go from a row's sort key.</summary>
/// <remarks>It says nothing about who may see what: the scope and the filters are asked anew with each page.</remarks>
internal static class CursorText
{
    public static string Write(string order, bool isBackward, string[] keys) => Base64Url.EncodeToString(
        JsonSerializer.SerializeToUtf8Bytes<string[]>([order, isBackward ? "<" : ">", .. keys]));

    /// <param name="order">What the list is ordered by now.</param>
    /// <exception cref="ArgumentException">It is not one, or one of another order.</exception>
    public static (bool IsBackward, string[] Keys) Read(string text, string order, int keys)
    {
        try
        {
            var parts = JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(text));

            if (parts is [var said, "<" or ">", .. var place] && said == order && place.Length == keys
                && !Array.Exists(place, part => part is null || part.Contains('\0')))
            {
                return (parts[1] == "<", place);
            }
        }
        catch (Exception failure) when (failure is FormatException or JsonException or DecoderFallbackException)
        {
            // Said below.
        }

        throw new ArgumentException("cursor: expected that of a page of this list in the same order", nameof(text));
    }
}
