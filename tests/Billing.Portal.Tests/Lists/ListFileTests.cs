using Billing.Portal.Lists;

namespace Billing.Portal.Tests.Lists;

public sealed class ListFileTests
{
    [Theory]
    [InlineData(null, "Vouchers.csv")]
    [InlineData(100_000, "Vouchers, first 100000.csv")]
    public void A_file_that_has_not_all_rows_says_so_in_its_name(int? first, string expected) => Assert.Equal(expected, ListFile.Name("Vouchers", first));
}
