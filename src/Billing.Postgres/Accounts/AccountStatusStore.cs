using Billing.Core.Accounts;
using Billing.Grains.Accounts;

namespace Billing.Postgres.Accounts;

internal sealed class AccountStatusStore(Database database) : IAccountStatusStore
{
    private const string BlockSql = """
        update account
        set status = case when status = 3 then 3 else $2 end
        where account_id = $1
        returning status
        """;

    public async Task<AccountStatus?> BlockAsync(long accountId, AccountStatus status)
    {
        await using var command = database.Read.Command(BlockSql, accountId, (int)status);

        return await command.ExecuteScalarAsync() is int now ? (AccountStatus)now : null;
    }
}
