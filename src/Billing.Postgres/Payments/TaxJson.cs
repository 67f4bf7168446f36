using System.Collections.Immutable;
using System.Text.Json;
using Billing.Contracts.Payments;

namespace Billing.Postgres.Payments;

/// <summary>Taxes of a payment as they are stored.</summary>
internal static class TaxJson
{
    public static string Write(ImmutableArray<TaxPart> taxes) => JsonSerializer.Serialize(taxes, JsonSerializerOptions.Web);

    public static ImmutableArray<TaxPart> Read(string json) => JsonSerializer.Deserialize<ImmutableArray<TaxPart>>(json, JsonSerializerOptions.Web);
}
