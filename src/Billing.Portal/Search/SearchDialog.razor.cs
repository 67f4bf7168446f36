using Billing.Contracts.Search;
using Billing.Contracts.Users;
using Billing.Portal.Desk;
using Billing.Portal.Layouts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Search;

/// <summary>The palette of Ctrl K.</summary>
public sealed partial class SearchDialog
{
    private string? _text;
    private IReadOnlyList<Place> _places = [];
    private int _at;
    private bool _hasMore;
    private string? _failed;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    private ISearchQuery Search { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private Dictionary<string, object?> Combobox => new()
    {
        ["role"] = "combobox",
        ["aria-expanded"] = _places.Count > 0 ? "true" : "false",
        ["aria-controls"] = "found",
        ["aria-activedescendant"] = _places.Count > 0 ? $"found-{_at}" : null,
        ["autocomplete"] = "off",
        ["aria-label"] = Text["Find"].Value,
    };

    private string Told => _failed ?? ToldOfFound;

    private string ToldOfFound => (_text?.Length ?? 0, _places.Count) switch
    {
        ( < 2, _) => Text["Type two letters or more."],
        (_, 0) => Text["Nothing is called that. Try a part of the name, or the whole number."],
        _ => _hasMore ? Text["There are more: type more of it."] : Text["↑ ↓ to choose, Enter to open, Esc to close."],
    };

    private async Task FindAsync(string? text)
    {
        var asked = text?.Trim() ?? "";
        _text = asked;

        try
        {
            var groups = await AllowedAsync(await Search.FindAsync(asked, CancellationToken.None), found => Policy(found.Kind));
            var pages = await AllowedAsync(Rail.Groups.SelectMany(part => part.Items), page => page.Policy);

            // An answer to what was typed before may come after one to what was typed since.
            if (_text == asked)
            {
                Show(groups, pages);
                _failed = null;
            }
        }
        catch (Exception failure) when (failure.IsTold())
        {
            if (_text == asked)
            {
                (_places, _at, _hasMore) = ([], 0, false);
                _failed = Failures.Say(failure, Text["No answer came. Type on to ask again."]);
            }
        }
    }

    private void Show(List<FoundGroup> groups, List<RailItem> pages)
    {
        _hasMore = groups.Any(kind => kind.HasMore);
        _places =
        [
            .. from page in pages
               where _text is { Length: >= 2 } && Text[page.Name].Value.Contains(_text, StringComparison.CurrentCultureIgnoreCase)
               select new Place(Text["Page"], Text[page.Name], "", page.Href),
            .. from found in groups
               from hit in found.Hits
               select new Place(Text[Name(found.Kind)], hit.Title, hit.Detail, Address(found.Kind, hit.Key)),
        ];
        _at = 0;
    }

    private void KeyAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown" when _places.Count > 0:
                _at = (_at + 1) % _places.Count;
                break;
            case "ArrowUp" when _places.Count > 0:
                _at = (_at + _places.Count - 1) % _places.Count;
                break;
            case "Enter" when _at < _places.Count:
                Open(_places[_at]);
                break;
        }
    }

    private void Open(Place place)
    {
        Dialog.Close();
        Navigation.NavigateTo(place.Address);
    }

    // What somebody may not open they do not find either: a name and an amount would tell it.
    private async Task<List<T>> AllowedAsync<T>(IEnumerable<T> all, Func<T, string> policy)
    {
        var allowed = new List<T>();

        foreach (var one in all)
        {
            if (await Clerk.MayAsync(policy(one)))
            {
                allowed.Add(one);
            }
        }

        return allowed;
    }

    private static string Name(FoundKind kind) => kind switch
    {
        FoundKind.Node => "Gateway",
        FoundKind.RejectedLogin => "Rejected login",
        _ => kind.ToString(),
    };

    private static string Policy(FoundKind kind) => kind switch
    {
        FoundKind.Customer or FoundKind.Account or FoundKind.RejectedLogin => Permissions.CustomersView,
        FoundKind.Session => Permissions.SessionsView,
        FoundKind.Invoice => Permissions.InvoicesView,
        FoundKind.Payment or FoundKind.Operation => Permissions.MoneyView,
        FoundKind.Destination or FoundKind.Tariff => Permissions.TariffsView,
        FoundKind.Product => Permissions.ProductsView,
        _ => Permissions.NodesView,
    };

    private static string Address(FoundKind kind, string key) => kind switch
    {
        FoundKind.Customer => $"admin/customers/{key}",
        FoundKind.Account => $"admin/accounts/{key}",
        FoundKind.RejectedLogin => $"admin/rejects?account=none&q={Uri.EscapeDataString(key)}",
        FoundKind.Session => $"admin/sessions/{key}",
        FoundKind.Invoice => $"admin/invoices/{Uri.EscapeDataString(key)}",
        FoundKind.Payment => $"admin/payments/{key}",
        FoundKind.Operation => $"admin/operations/{Uri.EscapeDataString(key)}",
        FoundKind.Destination => $"admin/destinations?q={key}",
        FoundKind.Product => $"admin/products/{key}",
        FoundKind.Tariff => $"admin/tariffs/{key}",
        _ => $"admin/gateways/{key}",
    };

    private sealed record Place(string Kind, string Title, string Detail, string Address);
}
