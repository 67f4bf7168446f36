using System.Globalization;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Settings;

/// <summary>What is configured. What is data has pages of its own; what is in files is shown, from a closed list without secrets.</summary>
public sealed partial class SettingsPage
{
    internal static readonly SettingGroup[] Shown =
    [
        new("Company on documents", "Billing:Brand", [("Name", "Name"), ("Foot of each page", "Imprint"), ("Bank account", "Iban")]),
        new("Portal", "Billing:Portal",
        [
            ("Address", "Url"), ("Signed in without use for", "SessionLength"), ("Kept signed in for", "RememberedLength"),
            ("Ended sign-ins are looked for every", "StampCheck"),
        ]),
        new("Retention", "Billing:Upkeep", [("Ended sessions are kept for", "KeepSessions"), ("Files of exports are kept for", "KeepExports"), ("Looked after every", "Interval")]),
        new("Sums of usage", "Billing:Usage", [("New records are summed up every", "FoldEvery")]),
        new("Billing", "Billing:Payers", [("What is due is looked for every", "SweepInterval")]),
        new("Sessions", "Billing:Sessions",
        [
            ("A call that does not start gives its hold back after", "UnstartedCallAfter"),
            ("Data that does not start gives its hold back after", "UnstartedDataAfter"),
        ]),
        new("RADIUS", "Billing:Radius", [("Port of authentication", "AuthPort"), ("Port of accounting", "AcctPort"), ("Longest session", "LongestSession")]),
    ];

    [Inject]
    private IConfiguration Configuration { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private (string Name, string Says, string Href)[] Places =>
    [
        (Text["Customer classes"], Text["billing periods, taxes, due dates, invoice series, reminders"], "admin/customer-classes"),
        (Text["Plans"], Text["fees, and which of them subscribers may choose"], "admin/plans"),
        (Text["Customers"], Text["currency, time zone and language of each"], "admin/customers"),
        (Text["Gateways"], Text["addresses, secrets and number rules"], "admin/gateways"),
        (Text["Emergency numbers"], Text["calls that are never refused"], "admin/emergency-numbers"),
        (Text["Rate periods"], Text["calendars of tariffs"], "admin/periods"),
        (Text["Texts of notifications"], Text["what customers are told, in each language"], "admin/notifications/templates"),
        (Text["Users and roles"], Text["who may do what"], "admin/users"),
    ];

    // Spans of time are read by people here, and written as hh:mm:ss in the files.
    private string? Value(string key) => Configuration[key] switch
    {
        { } value when value.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var span) =>
            span.Days > 0 && span == TimeSpan.FromDays(span.Days)
                ? span.Days == 1 ? Text["1 day"] : Text["{0} days", span.Days]
                : Quantity.Time((long)span.TotalSeconds, CultureInfo.CurrentCulture),
        var value => value,
    };
}

/// <param name="Title">English; the key of its translation.</param>
/// <param name="Keys">What each is called (English; the key of its translation), and its name in the section.</param>
internal sealed record SettingGroup(string Title, string Section, (string Name, string Key)[] Keys);
