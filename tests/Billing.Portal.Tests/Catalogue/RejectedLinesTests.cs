using System.Collections.Immutable;
using System.Text;
using Billing.Contracts.Tariffs;
using Billing.Portal.Tariffs.Import;

namespace Billing.Portal.Tests.Catalogue;

public sealed class RejectedLinesTests
{
    // The grain gives up to a thousand rows after a line: here the thousandth is the first of two that a line has.
    [Fact]
    public async Task The_file_has_each_fault_of_a_line_that_stands_at_the_end_of_what_is_read_at_once()
    {
        ImmutableArray<RejectedRow> all =
        [
            .. Enumerable.Range(2, 999).Select(line => new RejectedRow(line, "price", "x", "no number", "")),
            new(1001, "prefix", "4x", "no prefix", ""), new(1001, "price", "abc", "no number", ""), new(1002, "price", "y", "no number", ""),
        ];
        var import = Answers.To<IRateImportGrain>((_, given) => Task.FromResult(
            all.Where(row => row.Line > (int)given[0]!).Take((int)given[1]!).ToImmutableArray()));

        using var file = await RejectedLines.WriteAsync(import);
        var lines = Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal(all.Length + 1, lines.Length);
        Assert.Equal(
            ["1001,prefix,4x,no prefix,", "1001,price,abc,no number,", "1002,price,y,no number,"], lines[^3..]);
    }
}
