using Billing.Core.Customers;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Customers;

/// <summary>What customers' states and kinds are called.</summary>
internal static class CustomerWords
{
    /// <summary>The kinds that are offered; an operator may have made others.</summary>
    public static readonly string[] Classes = ["residential", "business", "wholesale"];

    public static StatusTone Tone(CustomerStatus status) => status switch
    {
        CustomerStatus.Active => StatusTone.Ok,
        CustomerStatus.Suspended => StatusTone.Warn,
        _ => StatusTone.Off,
    };

    /// <summary>English; the key of its translation.</summary>
    public static string Name(CustomerStatus status) => status switch
    {
        CustomerStatus.Active => "Active",
        CustomerStatus.Suspended => "Suspended",
        _ => "Closed",
    };

    public static string Class(string name, IStringLocalizer<Words> text) => name switch
    {
        "residential" => text["Residential"],
        "business" => text["Business"],
        "wholesale" => text["Wholesale"],
        _ => name,
    };
}
