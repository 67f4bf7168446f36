using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Nodes;
using Billing.Contracts.Paging;
using Billing.Contracts.Products;
using Billing.Contracts.Rating;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Core.Tariffs;
using Billing.Portal.Desk;
using Billing.Portal.Layouts;
using Billing.Portal.Products;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;
using NodaTime;

namespace Billing.Portal.Tests.Catalogue;

/// <summary>What another tariff makes of a product's prices, at the time from which it is to be sold so.</summary>
public sealed class ProductDraftPageTests : BunitContext
{
    private readonly List<Instant> _compared = [];

    public ProductDraftPageTests()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>().AddSingleton(TimeProvider.System);
        Services.AddMudServices();
        var now = Instant.FromUtc(2026, 1, 1, 0, 0);
        var details = new ProductDetails("Talk", [new("voice", Unit.Second, 1, null, 3600, null)], []);
        var draft = new ProductDraft(details with { Services = [details.Services[0] with { TariffId = 2 }] }, details, "dana", now, null, null, null, 1);
        Services.AddSingleton(Answers.To<IProductQuery>((_, _) => Task.FromResult<ProductRow?>(new(7, "Talk", [], 0, default, default, false))));
        Services.AddSingleton(Answers.To<INodeQuery>((_, _) => Task.FromResult<IReadOnlyList<NodeGroupRow>>([])));
        Services.AddSingleton(Answers.To<ITariffQuery>((method, _) => method.Name == nameof(ITariffQuery.PeriodSetsAsync)
            ? Task.FromResult<IReadOnlyList<PeriodSetRow>>([])
            : Task.FromResult(new Page<TariffRow>([Tariff(1, "Voice"), Tariff(2, "UK evenings")], null, null))));
        var product = Answers.To<IProductGrain>((method, _) => method.Name switch
        {
            nameof(IProductGrain.DraftAsync) => Task.FromResult<ProductDraft?>(draft),
            nameof(IProductGrain.GetAsync) => Task.FromResult<ProductView?>(new(7, details, false, 1)),
            _ => Task.FromResult<RatingTrialReport?>(new(0, [])),
        });
        var comparison = Answers.To<IRateComparisonGrain>((_, _) =>
            Task.FromResult<RateComparisonPage?>(new([], 0, ImmutableDictionary<RateContrastKind, int>.Empty)));
        Services.AddSingleton(Answers.To<IGrainFactory>((method, arguments) =>
        {
            if (method.ReturnType.IsInstanceOfType(product))
            {
                return product;
            }

            _compared.Add(RateComparisonOrder.Parse((string)arguments[0]!)!.OtherAt);

            return comparison;
        }));
        JSInterop.Mode = JSRuntimeMode.Loose;
        var user = AddAuthorization();
        user.SetAuthorized("dana");
        user.SetPolicies(Permissions.ProductsEdit);
    }

    [Fact]
    public void Prices_are_compared_as_of_the_time_that_is_chosen()
    {
        var page = Render<Addressed>(addressed => addressed.Add(it => it.ChildContent, builder =>
        {
            builder.OpenComponent<ProductDraftPage>(0);
            builder.AddAttribute(1, nameof(ProductDraftPage.ProductId), 7L);
            builder.CloseComponent();
        }));
        page.WaitForAssertion(() => Assert.Equal("Prices of Voice, USD", page.Find("[data-effect] h2").TextContent));
        var link = page.Find("[data-effect] a");
        Assert.Equal("admin/tariffs/1/compare?with=2", link.GetAttribute("href"));

        page.Find("input[type=datetime-local]").Change("2126-06-01T00:00");

        page.WaitForAssertion(() => Assert.Equal(Instant.FromUtc(2126, 6, 1, 0, 0), _compared[^1]));
        Assert.Equal("admin/tariffs/1/compare?with=2&other=2126-06-01T00%3A00", page.Find("[data-effect] a").GetAttribute("href"));
    }

    private static TariffRow Tariff(long number, string name) => new(number, name, "USD", Unit.Second, 1, default, 0, null, null, false);
}
