using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Payments;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Payments;

/// <summary>The fields of a card.</summary>
public sealed partial class CardForm
{
    private string? _number;
    private string? _expiry;
    private string? _code;
    private string? _unreadable;

    /// <summary>What the provider's rules said of the fields.</summary>
    [Parameter]
    public ImmutableArray<FieldProblem> Problems { get; set; } = [];

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    /// <summary>Nothing is typed.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_number) && string.IsNullOrEmpty(_expiry) && string.IsNullOrEmpty(_code);

    /// <returns>Null: the field says what is wrong.</returns>
    public Card? Read()
    {
        var parts = (_expiry ?? "").Split('/', StringSplitOptions.TrimEntries);
        var (month, year) = (0, 0);
        var isRead = parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out month) && int.TryParse(parts[1], CultureInfo.InvariantCulture, out year);
        _unreadable = isRead ? null : Text["the month and year on the card, such as 09/28"].Value;
        StateHasChanged();

        return isRead ? new(_number ?? "", month, year < 100 ? 2000 + year : year, _code ?? "") : null;
    }

    /// <summary>Forgets what was typed.</summary>
    public void Clear() => (_number, _expiry, _code, _unreadable) = (null, null, null, null);

    private static Dictionary<string, object?> Autocomplete(string what) => new() { ["autocomplete"] = what };

    private string? Problem(string field) => field == "expiry" && _unreadable is not null
        ? _unreadable
        : Problems.FirstOrDefault(problem => problem.Field.Contains(field, StringComparison.OrdinalIgnoreCase)) is { } found ? Text[found.Expected].Value : null;
}
