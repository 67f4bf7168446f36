using System.CommandLine;
using Billing.Contracts.Products;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>product show</c>: the products, or one with its rating table; and what else a product gives, by the running cluster.</summary>
internal static partial class ProductVerb
{
    private static readonly string[] ProductColumns = ["product", ">accounts", ">as add-on"];
    private static readonly string[] RatingColumns = ["service", "access code", "node group", "tariff", "currency"];

    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = "A product; none: all of them.", Arity = ArgumentArity.ZeroOrOne };
        var json = Reading.JsonOption();
        var show = new Command("show", "Show products, or the rating table of one: the rows of a service in the order of trial.") { name, json };
        show.SetAction((parsed, cancellation) => Reading.WithAsync(
            services => ShowAsync(services.GetRequiredService<IProductQuery>(), parsed.GetValue(name), parsed.GetValue(json), cancellation),
            cancellation));

        return new("product", "Products, their rating tables, the allowances and discounts that they give, and their policies.") { show, Funds(), Plan(), Discount(), End(), Policy() };
    }

    private static async Task ShowAsync(IProductQuery products, string? name, bool json, CancellationToken cancellation)
    {
        var list = await products.ListAsync(cancellation);

        if (name is null)
        {
            Show.Rows(json, list, "no product", ProductColumns, p => [p.Name, $"{p.Main}", $"{p.AddOn}"]);

            return;
        }

        var product = list.FirstOrDefault(p => p.Name == name)
            ?? throw new UserException($"no product is called \"{name}\"; ./billing product show lists them");
        var rating = await products.RatingAsync(name, cancellation);
        Show.Either(json, new { product, rating }, () => Show.Table(
            rating,
            "it sells nothing",
            RatingColumns,
            r => [r.Service, r.AccessCode ?? "any", r.NodeGroup ?? "any", r.Tariff, r.Currency]));
    }
}
