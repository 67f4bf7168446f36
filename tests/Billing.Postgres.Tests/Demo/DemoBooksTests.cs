using Npgsql;

namespace Billing.Postgres.Tests.Demo;

/// <summary>A made-up operator has what a billed one has, on whatever day it is made.</summary>
public sealed class DemoBooksTests(MadeUpOperators operators)
{
    [Fact]
    public async Task Somebody_is_in_dunning_on_the_first_day_of_a_month_and_nobody_is_billed_a_part_of_a_cent()
    {
        await using var reader = await operators.EarlyAsync();
        await using var source = NpgsqlDataSource.Create(reader.ConnectionString);

        Assert.True(await CountAsync("select count(*) from payer where dunning_since is not null") > 0);
        Assert.True(await CountAsync("select count(*) from invoice where kind = 1") > 10);
        Assert.Equal(0, await CountAsync("select count(*) from invoice i where i.total <> round(i.total, 2)"));
        Assert.Equal(0, await CountAsync("select count(*) from invoice_line l where l.amount <> round(l.amount, 2)"));
        Assert.Equal(0, await CountAsync("select count(*) from xdr where amount <> round(amount, 2)"));

        async Task<long> CountAsync(string sql)
        {
            await using var count = source.CreateCommand(sql);

            return (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }
    }
}
