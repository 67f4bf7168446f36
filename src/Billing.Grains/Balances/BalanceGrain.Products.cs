using Billing.Core.Balances;
using Microsoft.Extensions.Logging;

namespace Billing.Grains.Balances;

// Allowance plans and discounts that belong to products. They become rows of the balance's own when it is read, once for each
// account that has the product; when the account leaves it they end, and when it comes back they go on.
internal sealed partial class BalanceGrain
{
    // It has what the products gave by this version of all they give.
    private long _productsOf;

    public async ValueTask FollowProductsAsync(long benefitsVersion)
    {
        if (_productsOf >= benefitsVersion || _balance is null)
        {
            return;
        }

        try
        {
            if ((await products.ChangesAsync(this.GetPrimaryKeyLong())).Count > 0)
            {
                DeactivateOnIdle(); // the next call reads it, and takes them up
            }
            else
            {
                _productsOf = long.Max(_productsOf, benefitsVersion);
            }
        }
        catch (Exception failure)
        {
            LogNotTaken(logger, this.GetPrimaryKeyLong(), failure); // a product that cannot be read stops no call
        }
    }

    // Each is a commit from the version that was read: another silo that does the same at once is refused.
    private async Task<Balance?> WithProductsAsync(Balance read)
    {
        var version = terms.Benefits; // before it is compared: what comes meanwhile is of a later one

        try
        {
            var changes = await products.ChangesAsync(read.BalanceId);

            if (changes.Count == 0)
            {
                _productsOf = version;

                return read;
            }

            var appended = new List<Task>(changes.Count);

            foreach (var change in changes)
            {
                var posting = Definitions.Define(read, change, operation: null);
                read = posting.After;
                appended.Add(journal.AppendAsync(posting));
            }

            await Task.WhenAll(appended);
            _productsOf = version;
        }
        catch (Exception failure)
        {
            LogNotTaken(logger, read.BalanceId, failure); // whoever calls goes on with what there is; the next reading tries again
        }

        return await balances.LoadAsync(read.BalanceId);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Balance {BalanceId} could not take up what its accounts' products have")]
    private static partial void LogNotTaken(ILogger logger, long balanceId, Exception failure);
}
