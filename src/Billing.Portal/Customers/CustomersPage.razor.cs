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

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override void OnInitialized()
    {
        _statuses = [.. Enum.GetValues<CustomerStatus>().Select(status => (status.ToString(), (string)Text[CustomerWords.Name(status)]))];
        _classes = [.. CustomerWords.Classes.Select(name => (name, CustomerWords.Class(name, Text)))];
    }

    protected override void OnParametersSet()
    {
        _filter = new(Address["q"], Address.Choice<CustomerStatus>("status"), Address["class"]);
    }
}
