using Billing.Contracts.Tariffs;

namespace Billing.Portal.Products;

/// <summary>What currency a product is sold in.</summary>
internal static class ProductCurrency
{
    /// <summary>In ISO 4217; null: its tariffs are of several, or none of them is known.</summary>
    public static string? CurrencyOf(this IEnumerable<TariffRow> tariffs, IEnumerable<long> sold) =>
        tariffs.IntersectBy(sold, tariff => tariff.TariffId).Select(tariff => tariff.Currency).Distinct().ToArray() is [var only] ? only : null;
}
