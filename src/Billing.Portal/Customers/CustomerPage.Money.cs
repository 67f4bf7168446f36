using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Portal.Balances;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Customers;

// Money at the desk: on the balance that is meant, by name.
public sealed partial class CustomerPage
{
    private const int MostLines = 100;
    private const int MostNames = 3;

    [Inject]
    private IAccountQuery Accounts { get; set; } = null!;

    private Task AdjustAsync() => MoveAsync(Text["Adjust balance"], Desk.AdjustAsync);

    private Task PayAsync() => MoveAsync(Text["Take payment"], Desk.TakePaymentAsync);

    private async Task MoveAsync(string title, Func<long, string, Task> move)
    {
        if (_balances is [{ BalanceId: var only }])
        {
            await move(only, Whose);
        }
        else
        {
            var names = await NamesAsync();

            if ((Asked ?? await ChooseAsync(title, names)) is not { } balanceId)
            {
                return;
            }

            await move(balanceId, $"{Whose} · {names[balanceId]}");
        }

        await LoadAsync();
    }

    // Money on the balance of another line is nothing that who pays would see.
    private async Task<long?> ChooseAsync(string title, Dictionary<long, string> names)
    {
        var dialog = await Dialogs.ShowAsync<BalanceDialog>(title, new DialogParameters<BalanceDialog>
        {
            { it => it.Title, title },
            { it => it.Whose, Whose },
            { it => it.Choices, [.. _balances.Select(row => (row.BalanceId, names[row.BalanceId]))] },
        });

        return await dialog.Result is { Canceled: false, Data: long chosen } ? chosen : null;
    }

    private async Task<Dictionary<long, string>> NamesAsync()
    {
        var lines = (await Accounts.ListAsync(Scope.Everything, new(CustomerId: CustomerId), new(Size: MostLines), CancellationToken.None)).Rows
            .ToLookup(line => line.BalanceId, line => line.Login);

        return _balances.ToDictionary(row => row.BalanceId, row => Named(row.BalanceId, [.. lines[row.BalanceId]]));
    }

    private string Named(long balanceId, string[] logins) => logins.Length switch
    {
        0 => Text["Balance {0}", balanceId],
        <= MostNames => Text["Balance {0}: {1}", balanceId, string.Join(", ", logins)],
        _ => Text["Balance {0}: {1}", balanceId, Text["{0} and others", string.Join(", ", logins.Take(MostNames))].Value],
    };
}
