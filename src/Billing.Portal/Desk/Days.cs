using Billing.Portal.Design;
using Billing.Portal.Lists;
using NodaTime;

namespace Billing.Portal.Desk;

/// <summary>Days of a filter as instants: the viewer's days, the last one included.</summary>
internal static class Days
{
    public static Instant? From(this AddressQuery query, Viewer viewer, string name = "from") =>
        query.Day(name) is { } day ? viewer.StartOf(LocalDate.FromDateOnly(day)) : null;

    public static Instant? To(this AddressQuery query, Viewer viewer, string name = "to") =>
        query.Day(name) is { } day ? viewer.StartOf(LocalDate.FromDateOnly(day).PlusDays(1)) : null;
}
