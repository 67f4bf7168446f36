using Billing.Contracts.Paging;
using Billing.Core.Tariffs;

namespace Billing.Contracts.Products;

public enum ProductSort
{
    Name,
}

/// <summary>What is not null must fit.</summary>
/// <param name="Text">In the name, any case.</param>
/// <param name="Service">One that it sells.</param>
/// <param name="IsRetired">Only those that are retired, or only the others.</param>
public sealed record ProductFilter(string? Text = null, string? Service = null, bool? IsRetired = null);

/// <param name="Main">Accounts whose main product it is.</param>
/// <param name="AddOn">Accounts that have it as an add-on.</param>
/// <param name="Ratings">Rows of its rating table beside its services' own tariffs.</param>
public sealed record ProductRow(
    long ProductId, string Name, IReadOnlyList<ServiceRow> Services, int Ratings, RowCount Main, RowCount AddOn, bool IsRetired);

/// <summary>How a product sells a service.</summary>
/// <param name="SliceUnits">Base units granted at once; null: all that is affordable.</param>
/// <param name="LongestUnits">The most base units of a session.</param>
/// <param name="MaxSessions">At once; null: any number.</param>
public sealed record ServiceRow(
    string Service,
    Unit Unit,
    long TariffId,
    string Tariff,
    string Currency,
    long? SliceUnits,
    long LongestUnits,
    int? MaxSessions);
