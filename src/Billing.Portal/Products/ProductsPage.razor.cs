using System.Globalization;
using Billing.Contracts.Paging;
using Billing.Contracts.Products;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Products;

public sealed partial class ProductsPage
{
    private ProductFilter _filter = new();

    [Inject]
    private IProductQuery Products { get; set; } = null!;

    private IEnumerable<(string Value, string Text)> RetiredChoices => [("no", Text["Offered"]), ("yes", Text["Retired"])];

    protected override void OnParametersSet() => Read();

    protected override Task OnAddressAsync()
    {
        Read();

        return Task.CompletedTask;
    }

    private void Read()
    {
        var query = new AddressQuery(Navigation);
        _filter = new(query["q"], query["service"]?.ToLowerInvariant(), query["retired"] switch { "yes" => true, "no" => false, _ => null });
    }

    private Task<Page<ProductRow>> LoadAsync(PageRequest<ProductSort> page, CancellationToken cancellation) =>
        Products.ListAsync(_filter, page, cancellation);

    private static string Tariffs(ProductRow row) =>
        string.Join(", ", row.Services.Select(service => $"{service.Tariff} ({service.Currency})").Distinct());

    private static string Count(RowCount count) => (count.IsMore ? "> " : "") + count.Rows.ToString("N0", CultureInfo.CurrentCulture);
}
