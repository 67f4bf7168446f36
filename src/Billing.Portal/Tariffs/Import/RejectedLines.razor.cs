using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Exports;
using Billing.Contracts.Tariffs;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using nietras.SeparatedValues;

namespace Billing.Portal.Tariffs.Import;

/// <summary>Which lines of a price list were refused, and why.</summary>
public sealed partial class RejectedLines
{
    private const int Shown = 20;
    private const int AtOnce = 1000;

    private ImmutableArray<RejectedRow> _first = [];
    private (Guid, int) _of;
    private bool _isSaving;

    [Parameter, EditorRequired]
    public IRateImportGrain Import { get; set; } = null!;

    [Parameter, EditorRequired]
    public RateImportView View { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (_of != (View.ImportId, View.Rejected))
        {
            _of = (View.ImportId, View.Rejected);
            _first = View.Rejected == 0 ? [] : await Import.RejectedAsync(0, Shown);
        }
    }

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
            for (ImmutableArray<RejectedRow> rows = [new(0, "", "", "", "")]; rows.Length > 0;)
            {
                rows = await import.RejectedAsync(rows[^1].Line, AtOnce);

                foreach (var rejected in rows)
                {
                    using var row = writer.NewRow();
                    row["line"].Set(rejected.Line.ToString(CultureInfo.InvariantCulture));
                    row["column"].Set(CsvText.Harmless(rejected.Column));
                    row["value"].Set(CsvText.Harmless(rejected.Value));
                    row["reason"].Set(rejected.Reason);
                    row["text"].Set(CsvText.Harmless(rejected.Text));
                }
            }
        }

        file.Position = 0;

        return file;
    }
}
