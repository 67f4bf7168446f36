using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Lists;

/// <summary>A page, or a part of one, with a list whose filter stands in the address.</summary>
public abstract class ListingPage : ComponentBase
{
    [CascadingParameter]
    protected AddressQuery Address { get; set; }

    [CascadingParameter]
    protected Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    protected TimeProvider Clock { get; set; } = null!;

    [Inject]
    protected IStringLocalizer<Words> Text { get; set; } = null!;
}
