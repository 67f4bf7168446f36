using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Products;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Accounts;

/// <summary>The products of an account: changed now, or on a day to come.</summary>
public sealed partial class ProductCard
{
    private (string, string)[] _products = [];
    private (string, string)[] _whens = [];
    private string _product = "";
    private ImmutableArray<long> _addOns = [];
    private string _when = "now";
    private string? _from;
    private string? _sessions;
    private long _shown;

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private IProductQuery Products { get; set; } = null!;

    /// <summary>What is chosen; as from now where no day to come is.</summary>
    private ProductChange Wanted => new(ProductId, [.. _addOns.Where(addOn => addOn != ProductId)], Day);

    private Instant? Day => _when == "later" && LocalDatePattern.Iso.Parse(_from ?? "") is { Success: true } day ? Viewer.StartOf(day.Value) : null;

    private long ProductId => long.Parse(_product, CultureInfo.InvariantCulture);

    private bool IsOther => _shown == View.Version && Wanted is var wanted && (wanted.ProductId != View.ProductId || !wanted.AddOns.SequenceEqual(View.AddOns));

    protected override string[] Fields() => ["ProductId", "EffectiveAt", "MaxSessions"];

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        _whens = [("now", Text["now"]), ("later", Text["on a day"])];
        var products = await Products.ListAsync(new(), new(Size: 500), CancellationToken.None);
        _products = [.. products.Rows.Select(row => (row.ProductId.ToString(CultureInfo.InvariantCulture), row.Name))];
    }

    protected override void OnParametersSet()
    {
        if (_shown != View.Version)
        {
            _shown = View.Version;
            (_product, _addOns) = (View.ProductId.ToString(CultureInfo.InvariantCulture), View.AddOns);
            _sessions = View.MaxSessions?.ToString(CultureInfo.InvariantCulture);
        }
    }

    private async Task SaveAsync()
    {
        Problems.Clear();
        var change = Wanted;

        if (_when == "later" && change.EffectiveAt is null)
        {
            Problems.Add("EffectiveAt", Text["A day to come"]);

            return;
        }

        if (await ChangeAsync(edit => Account.ChangeProductsAsync(change, edit)) is not null)
        {
            (_when, _from) = ("now", null);
        }
    }

    private async Task CancelAsync() => await ChangeAsync(Account.CancelChangeAsync);

    private async Task SetSessionsAsync()
    {
        Problems.Clear();
        var most = 0;

        if (!string.IsNullOrWhiteSpace(_sessions) && !int.TryParse(_sessions.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out most))
        {
            Problems.Add("MaxSessions", Text["A whole number, or nothing"]);

            return;
        }

        await ChangeAsync(edit => Account.SetMaxSessionsAsync(string.IsNullOrWhiteSpace(_sessions) ? null : most, edit));
    }

    private string Named(long productId, ImmutableArray<long> addOns) => string.Join(" + ", addOns.Prepend(productId).Select(id =>
        Array.Find(_products, product => product.Item1 == id.ToString(CultureInfo.InvariantCulture)).Item2 ?? $"{id}"));

    private string Said(Instant? at) => at is { } instant
        ? Viewer.Local(instant).ToDateTimeUnspecified().ToString("d MMM yyyy HH:mm", CultureInfo.CurrentCulture)
        : "";
}
