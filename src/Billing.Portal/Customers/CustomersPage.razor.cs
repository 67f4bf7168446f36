using Billing.Contracts.Customers;
using Billing.Contracts.Paging;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Core.Customers;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Customers;

/// <summary>Everybody who is billed.</summary>
public sealed partial class CustomersPage
{
    private CustomerFilter _filter = new();
    private (string, string)[] _statuses = [];
    private (string, string)[] _classes = [];

    private bool? _seesMoney;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private IPayerQuery Payers { get; set; } = null!;

    [Inject]
    private ICustomerQuery Customers { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _statuses = [.. Enum.GetValues<CustomerStatus>().Select(status => (status.ToString(), (string)Text[CustomerWords.Name(status)]))];
        _classes = [.. CustomerWords.Classes.Union(await Payers.ClassesAsync(CancellationToken.None)).Select(name => (name, CustomerWords.Class(name, Text)))];
        _seesMoney = await Clerk.MayAsync(Permissions.MoneyView);
    }

    protected override void OnParametersSet()
    {
        _filter = new(Address["q"], Address.Choice<CustomerStatus>("status"), Address["class"]);
    }

    // Who does not see balances does not see whose is more either, whatever the address says.
    private PageRequest<CustomerSort> Ordered(PageRequest<CustomerSort> page) =>
        page.Sort is CustomerSort.Balance && _seesMoney != true ? page with { Sort = default } : page;
}
