using Billing.Contracts.Exports;
using Billing.Contracts.Paging;
using Billing.Portal.Exports;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Billing.Portal.Lists;

// A list as a file: at once when it is short, else as a job.
public sealed partial class ListTable<TRow, TSort>
{
    private bool _saving;
    private int _saved;
    private bool _isCut;

    /// <summary>What a long list is exported as; null: it is never long, and goes to the browser at once.</summary>
    [Parameter]
    public ExportRequest? Export { get; set; }

    /// <summary>What the amounts of a row are in, ISO 4217: a column of each file, unless the list has one of that name. Null: the list has no amounts.</summary>
    [Parameter]
    public Func<TRow, string?>? CurrencyOf { get; set; }

    [Inject]
    private ExportDesk Exports { get; set; } = null!;

    private IReadOnlyList<FileColumn<TRow>> Filed
    {
        get
        {
            var filed = _columns.Where(column => column.IsInFiles && !_hidden.Contains(column.Name))
                .Select(column => new FileColumn<TRow>(column.Name, column.Heading(Text), column.Content)).ToList();

            if (CurrencyOf is { } currency && !filed.Exists(column => column.Name == "Currency"))
            {
                filed.Add(new("Currency", Text["Currency"], currency));
            }

            return filed;
        }
    }

    private async Task SaveAsync()
    {
        if (Export is { } export && _count is not { IsMore: false })
        {
            await Exports.StartAsync(export, Label, IsDescending, [.. Filed.Select(column => new ExportColumn(column.Name, column.Heading))]);

            return;
        }

        (_saving, _saved, _isCut) = (true, 0, false);

        try
        {
            using var file = await ListFile.WriteAsync(Filed, WalkAsync(), CancellationToken.None);
            using var stream = new DotNetStreamReference(file, leaveOpen: true);
            await Script.InvokeVoidAsync("portal.save", ListFile.Name(Label, _isCut ? _saved : null), "text/csv;charset=utf-8", stream);
        }
        finally
        {
            _saving = false;
        }
    }

    private async IAsyncEnumerable<TRow> WalkAsync()
    {
        if (Load is not { } load)
        {
            foreach (var row in Ordered())
            {
                yield return row;
            }

            yield break;
        }

        string? cursor = null;

        do
        {
            var page = await load(new(Sort, IsDescending, PageRequest<TSort>.MostRows, cursor), CancellationToken.None);

            foreach (var row in page.Rows)
            {
                yield return row;
            }

            _saved += page.Rows.Count;
            cursor = page.Next;
            StateHasChanged();
        }
        while (cursor is not null && _saved < ListFile.MostRows);

        _isCut = cursor is not null;
    }
}
