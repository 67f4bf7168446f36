using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Lines;
using Billing.Contracts.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Products;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Accounts;

/// <summary>What other products would make of an account: tariffs, allowances, discounts, policy, and the fees that stay.</summary>
public sealed partial class ProductsPreviewPanel
{
    private IReadOnlyList<Products.ProductChange>? _changes;
    private IReadOnlyList<LineSubscription> _fees = [];
    private string _currency = "";
    private bool _isAsked;
    private bool _isLost;
    private (long Account, long Version, string Products, Instant? At) _looked;

    [Parameter, EditorRequired]
    public AccountView View { get; set; } = null!;

    [Parameter, EditorRequired]
    public Contracts.Accounts.ProductChange Change { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    protected override async Task OnParametersSetAsync()
    {
        var looked = (View.AccountId, View.Version, string.Join(' ', Change.AddOns.Prepend(Change.ProductId)), Change.EffectiveAt);

        if (_looked == looked)
        {
            return;
        }

        (_looked, _isAsked, _isLost) = (looked, true, false);

        try
        {
            var preview = await Grains.GetGrain<IAccountGrain>(View.AccountId).PreviewProductsAsync(Change);
            var lines = await Grains.GetGrain<ILinePlanGrain>(View.AccountId).ShowAsync(new(View.CustomerId, null));
            var tariffs = await Tariffs.ListAsync(new(), new(Size: 500), CancellationToken.None);
            var sets = await Tariffs.PeriodSetsAsync(CancellationToken.None);

            if (_looked != looked)
            {
                return; // somebody chose another one meanwhile: that one is shown
            }

            (_isLost, _changes) = (preview is null, null);

            if (preview is not null)
            {
                var words = new ProductChanges(
                    tariffs.Rows.ToDictionary(tariff => tariff.TariffId, tariff => tariff.Name), new Dictionary<int, string>(), Text)
                {
                    Currency = lines?.Currency,
                };
                _currency = lines?.Currency ?? "";
                _fees = lines is null ? [] : [.. new[] { lines.Plan }.OfType<LineSubscription>(), .. lines.AddOns, .. lines.Others];
                _changes = words.Between(preview, View.MaxSessions is not null, sets, Said);
            }
        }
        catch (Exception failure) when (failure.IsTold())
        {
            Failures.Note(failure);
            (_changes, _isLost) = _looked == looked ? (null, true) : (_changes, _isLost);
        }
        finally
        {
            _isAsked = _looked != looked && _isAsked;
        }
    }

    private string Said(Instant at) => Viewer.Local(at).ToDateTimeUnspecified().ToString("d MMM yyyy HH:mm", CultureInfo.CurrentCulture);
}
