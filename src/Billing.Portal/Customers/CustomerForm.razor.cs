using System.Globalization;
using Billing.Contracts.Payers;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Customers;

/// <summary>The fields of a customer, but its notes.</summary>
public sealed partial class CustomerForm
{
    private static readonly string[] Cultures =
        ["en-GB", "en-US", "es-ES", "es-MX", "de-DE", "fr-FR", "it-IT", "nl-NL", "pt-BR", "pt-PT", "pl-PL", "tr-TR", "sv-SE"];

    private (string, string)[] _classes = [];
    private IReadOnlyList<string> _made = [];
    private (string, string)[] _cultures = [];

    [Parameter, EditorRequired]
    public CustomerFields Fields { get; set; } = null!;

    [Parameter, EditorRequired]
    public FormProblems Problems { get; set; } = null!;

    [Parameter]
    public bool Disabled { get; set; }

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    [Inject]
    private IPayerQuery Payers { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _made = await Payers.ClassesAsync(CancellationToken.None);
        OfferClasses();
    }

    protected override void OnParametersSet()
    {
        OfferClasses();
        _cultures = [.. Cultures.Union([Fields.Culture]).Select(name => (name, Named(name)))];
    }

    // What another program entered stays a choice.
    private void OfferClasses() =>
        _classes = [.. CustomerWords.Classes.Union(_made).Union([Fields.Class]).Select(name => (name, CustomerWords.Class(name, Text)))];

    internal static string Named(string culture)
    {
        var name = CultureInfo.GetCultureInfo(culture).NativeName;

        return char.ToUpper(name[0], CultureInfo.CurrentCulture) + name[1..];
    }

    private static Task<IEnumerable<string>> ZonesAsync(string? text, CancellationToken cancellation) => Task.FromResult(
        DateTimeZoneProviders.Tzdb.Ids.Where(id => text is null or "" || id.Replace('_', ' ').Contains(text.Replace('_', ' '), StringComparison.OrdinalIgnoreCase)));
}
