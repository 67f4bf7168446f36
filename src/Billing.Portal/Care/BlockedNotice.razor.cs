using Billing.Contracts.Accounts;
using Billing.Core.Accounts;
using Billing.Core.Customers;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Care;

/// <summary>Says why nothing works, or not all, and what helps; when it is over, that it is.</summary>
public sealed partial class BlockedNotice
{
    private bool _wasBlocked;
    private bool _isBack;

    /// <summary>As they are now.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<AccountRow> Lines { get; set; } = [];

    [Parameter, EditorRequired]
    public IReadOnlyList<CareFunds> Funds { get; set; } = [];

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private bool IsCustomerBlocked => Lines.Any(line => line.CustomerStatus is not CustomerStatus.Active);

    private bool IsLimited => Funds.Any(one => one.View.IsLimited);

    private List<AccountRow> Lost => [.. Lines.Where(line => line is { Status: AccountStatus.Suspended, StatusReason: BlockReasons.Lost })];

    private List<AccountRow> Suspended => [.. Lines.Where(line => line.Status is AccountStatus.Suspended && line.StatusReason != BlockReasons.Lost)];

    private bool IsEnded => Closed.Count > 0 || Lines.Any(line => line.CustomerStatus is CustomerStatus.Closed);

    // Lines that were given up are no news to who has others.
    private List<AccountRow> Closed => Lines.All(line => line.Status is AccountStatus.Closed) ? [.. Lines] : [];

    private bool IsAllBlocked => IsCustomerBlocked || Lines.All(line => line.Status is not AccountStatus.Active);

    // What stops for want of a payment has no reason of its own: staff always gives one.
    private bool IsOverdue => IsLimited || Suspended.Exists(line => line.StatusReason is null);

    private IEnumerable<CareFunds> Owing => Funds.Where(one => one.Owed > 0);

    private string? Sentence =>
        Lines.Any(line => line.CustomerStatus is CustomerStatus.Closed) ? Text["Your contract has ended: nothing can be used."].Value
        : IsCustomerBlocked ? Text["Your services are suspended."].Value
        : Suspended is [var line] ? Text["The line {0} is suspended: it cannot be used.", line.Login].Value
        : Suspended.Count > 1 ? Text["These lines are suspended: {0}.", Names(Suspended)].Value
        : Closed.Count > 0 ? Text["The line {0} is closed: it cannot be used.", Names(Closed)].Value
        : IsLimited ? Text["Your services are limited."].Value
        : null;

    private string? Way =>
        IsOverdue ? Text["A payment is overdue: all of it is back by itself as soon as you have paid."].Value
        : IsEnded ? null
        : Text["This has another reason than a payment that is overdue: please ask us."].Value;

    private string Works => IsAllBlocked || !IsLimited
        ? Text["What still works: emergency calls, and these pages with your bills, payments and usage."].Value
        : Text["What still works: what is included, calls that cost nothing, emergency calls, and these pages."].Value;

    protected override void OnParametersSet()
    {
        var isBlocked = Sentence is not null;
        _isBack = !isBlocked && (_wasBlocked || _isBack);
        _wasBlocked = isBlocked;
    }

    private static string Names(IEnumerable<AccountRow> lines) => string.Join(", ", lines.Select(line => line.Login));
}
