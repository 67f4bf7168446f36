using Billing.Contracts.Customers;
using Billing.Core.Customers;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Customers;

/// <summary>Everybody who is billed.</summary>
public sealed partial class CustomersPage
{
    private CustomerFilter _filter = new();
    private (string, string)[] _statuses = [];
    private (string, string)[] _classes = [];

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private ICustomerQuery Customers { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override void OnInitialized()
    {
        _statuses = [.. Enum.GetValues<CustomerStatus>().Select(status => (status.ToString(), (string)Text[CustomerWords.Name(status)]))];
        _classes = [.. CustomerWords.Classes.Select(name => (name, CustomerWords.Class(name, Text)))];
    }

    protected override void OnParametersSet()
    {
        var query = new AddressQuery(Navigation);
        _filter = new(query["q"], query.Choice<CustomerStatus>("status"), query["class"]);
    }
}
