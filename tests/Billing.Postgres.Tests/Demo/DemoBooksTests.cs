using Npgsql;

namespace Billing.Postgres.Tests.Demo;

/// <summary>A made-up operator has what a billed one has.</summary>
[Collection(nameof(MadeUpOperators))] // one after the other with what counts the rows that are read of the same operator
public sealed class DemoBooksTests(MadeUpOperators operators)
{
    [Fact]
    public async Task Nobody_is_billed_a_part_of_a_cent()
    {
        await using var reader = await operators.MediumAsync();
        await using var source = NpgsqlDataSource.Create(reader.ConnectionString);

        Assert.True(await CountAsync("select count(*) from invoice where kind = 1") > 10);
        Assert.Equal(0, await CountAsync("select count(*) from invoice where total <> round(total, 2) or amount_due <> round(amount_due, 2)"));
        Assert.Equal(0, await CountAsync("select count(*) from invoice_line where amount <> round(amount, 2)"));

        async Task<long> CountAsync(string sql)
        {
            await using var count = source.CreateCommand(sql);

            return (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }
    }
}
