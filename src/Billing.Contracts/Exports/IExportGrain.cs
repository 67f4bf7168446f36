using System.Collections.Immutable;
using NodaTime;

namespace Billing.Contracts.Exports;

/// <summary>Writes a long list to a CSV file that is kept for some days. Key: made when it is asked for, up to 80 characters.</summary>
/// <remarks>
/// It goes on when nobody looks. A piece of the file is stored together with the place that it ends at, so an interrupted
/// export goes on from there with the next look, and no row is in the file twice.
/// </remarks>
[Alias("billing.export")]
public interface IExportGrain : IGrainWithStringKey
{
    /// <summary>Begins; the same key again is the same order.</summary>
    /// <returns>Null: as many as <see cref="ExportOrder.MostAtOnce"/> of who asks are running; nothing is done.</returns>
    /// <exception cref="ArgumentException">The list has no such column, or the filter is none of it.</exception>
    [Alias("start")]
    Task<ExportView?> StartAsync(ExportOrder order);

    /// <summary>How far it is; null when it was never begun, or was removed.</summary>
    [Alias("get")]
    Task<ExportView?> GetAsync();
}

/// <summary>Numbers are on the wire, and stored.</summary>
[GenerateSerializer]
public enum ExportList
{
    UsageRecords = 1,
    Accounts = 2,
    Customers = 3,
    Payments = 4,
    Invoices = 5,
}

/// <param name="Filter">The list's own filter, as <see cref="ExportFilter"/> writes it.</param>
/// <param name="Columns">In their order; the currency of the amounts follows them.</param>
/// <param name="Name">Of the file, without its ending.</param>
/// <param name="IsDescending">The newest or last first, in the list's usual order.</param>
/// <param name="By">The signed-in user's name.</param>
/// <param name="CustomerId">The scope of who asks: with <paramref name="AccountId"/> null for staff.</param>
[GenerateSerializer, Immutable, Alias("billing.export-order")]
public sealed record ExportOrder(
    [property: Id(0)] ExportList List,
    [property: Id(1)] string Filter,
    [property: Id(2)] ImmutableArray<ExportColumn> Columns,
    [property: Id(3)] string Name,
    [property: Id(4)] bool IsDescending,
    [property: Id(5)] string By,
    [property: Id(6)] long? CustomerId = null,
    [property: Id(7)] long? AccountId = null)
{
    public const int MostAtOnce = 3;
    public const int MostColumns = 60;

    /// <summary>Rows of one file.</summary>
    public const long MostRows = 20_000_000;
}

/// <param name="Name">The column's English name, by which the list knows it.</param>
/// <param name="Heading">In the language of who asks.</param>
[GenerateSerializer, Immutable, Alias("billing.export-column")]
public sealed record ExportColumn([property: Id(0)] string Name, [property: Id(1)] string Heading)
{
    /// <summary>The column of lists of customers and accounts that takes a permission of its own.</summary>
    public const string Balance = "Balance";
}

/// <param name="Octets">Of the file as it is stored, compressed.</param>
/// <param name="Problem">Why it ended early, in English; null: it did not.</param>
/// <param name="EndedAt">Null: it runs.</param>
[GenerateSerializer, Immutable, Alias("billing.export-view")]
public sealed record ExportView(
    [property: Id(0)] string Key,
    [property: Id(1)] ExportList List,
    [property: Id(2)] string Name,
    [property: Id(3)] string By,
    [property: Id(4)] long Rows,
    [property: Id(5)] long Octets,
    [property: Id(6)] string? Problem,
    [property: Id(7)] Instant BegunAt,
    [property: Id(8)] Instant? EndedAt)
{
    public bool IsDone => EndedAt is not null && Problem is null;

    /// <summary>A column of it is of money that the list itself does not take a permission for.</summary>
    [Id(9)]
    public bool HasMoney { get; init; }
}
