using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Exports;
using Billing.Contracts.Tariffs;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using nietras.SeparatedValues;

namespace Billing.Portal.Tariffs.Import;

/// <summary>Which lines of a price list were refused, and why.</summary>
public sealed partial class RejectedLines
{
    private const string Find = "rejected-q";
    private const int Most = 2_000;
    private const int AtOnce = 1_000;

    private List<RejectedRow>? _first;
    private bool _isCut;
    private (Guid, int) _of;
    private bool _isSaving;

    [Parameter, EditorRequired]
    public IRateImportGrain Import { get; set; } = null!;

    [Parameter, EditorRequired]
    public RateImportView View { get; set; } = null!;

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (_of != (View.ImportId, View.Rejected))
        {
            _of = (View.ImportId, View.Rejected);
            _first = null;
            var first = View.Rejected == 0 ? [] : await AllAsync(Import).Take(Most + 1).ToListAsync();
            (_isCut, _first) = (first.Count > Most, [.. first.Take(Most)]);
        }
    }

    private IEnumerable<RejectedRow>? Shown => _first?.Where(row => Address.Fits(Find, row.Column, row.Value, row.Reason, Text[row.Reason]));

    private async Task SaveAsync()
    {
        _isSaving = true;

        try
        {
            using var file = await WriteAsync(Import);
            using var stream = new DotNetStreamReference(file, leaveOpen: true);
            await Script.InvokeVoidAsync("portal.save", $"rejected-{View.Order.FileName}", "text/csv;charset=utf-8", stream);
        }
        finally
        {
            _isSaving = false;
        }
    }

    internal static async Task<MemoryStream> WriteAsync(IRateImportGrain import)
    {
        var file = new MemoryStream();

        using (var writer = Sep.New(',').Writer(options => options with { Escape = true }).To(file, leaveOpen: true))
        {
            await foreach (var rejected in AllAsync(import))
            {
                using var row = writer.NewRow();
                row["line"].Set(rejected.Line.ToString(CultureInfo.InvariantCulture));
                row["column"].Set(CsvText.Harmless(rejected.Column));
                row["value"].Set(CsvText.Harmless(rejected.Value));
                row["reason"].Set(rejected.Reason);
                row["text"].Set(CsvText.Harmless(rejected.Text));
            }
        }

        file.Position = 0;

        return file;
    }

    private static async IAsyncEnumerable<RejectedRow> AllAsync(IRateImportGrain import)
    {
        ImmutableArray<RejectedRow> rows;
        var line = 0;

        do
        {
            rows = await import.RejectedAsync(line, AtOnce);

            // What is asked for goes on after a line: one that may be cut off here is read whole with the next.
            var isCut = rows.Length == AtOnce && rows[0].Line != rows[^1].Line;

            foreach (var row in isCut ? rows.Where(row => row.Line != rows[^1].Line) : rows)
            {
                line = row.Line;

                yield return row;
            }
        }
        while (rows.Length == AtOnce);
    }
}
