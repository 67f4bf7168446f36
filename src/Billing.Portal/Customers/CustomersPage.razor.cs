using Billing.Contracts.Customers;
using Billing.Core.Customers;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Customers;

/// <summary>Everybody who is billed.</summary>
public sealed partial class CustomersPage
{
    private CustomerFilter _filter = new();
    private (string, string)[] _statuses = [];
    private (string, string)[] _classes = [];

    [Inject]
    private ICustomerQuery Customers { get; set; } = null!;

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
