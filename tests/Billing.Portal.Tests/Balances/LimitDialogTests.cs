using Billing.Contracts.Balances;
using Billing.Contracts.Users;
using Billing.Core.Balances;
using Billing.Portal.Balances;
using Billing.Portal.Desk;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor;
using MudBlazor.Services;

namespace Billing.Portal.Tests.Balances;

/// <summary>What taking back a limit brings back: what was there just before it was set.</summary>
public sealed class LimitDialogTests : BunitContext
{
    private readonly List<DefinitionOrder> _ordered = [];
    private decimal _limit = 10;
    private bool _isLost;

    public LimitDialogTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        Services.AddMudServices();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(Answers.To<IFundsQuery>((_, _) => Task.FromResult<FundsRecord?>(new("USD", _limit, Funds.None))));
        Services.AddSingleton(Answers.Grains(Answers.To<IBalanceGrain>((_, arguments) =>
        {
            var order = (CreditLimitOrder)arguments[0]!;
            _ordered.Add(order);
            _limit = order.Amount;

            return new ValueTask<OperationReply>(
                _isLost ? Task.FromException<OperationReply>(new TimeoutException()) : Task.FromResult(new OperationReply(OperationResult.Done)));
        })));
        Services.AddScoped<Clerk>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        var user = AddAuthorization();
        user.SetAuthorized("dana");
        user.SetPolicies(Permissions.MoneyAdjust);
    }

    [Fact]
    public async Task It_is_what_another_set_while_the_dialog_was_open()
    {
        var (dialog, result) = await ShowAsync();
        _limit = 25;
        await SetAsync(dialog);

        Assert.Equal(25, Assert.IsType<CreditLimitOrder>((await result)!.Data).Amount);
    }

    [Fact]
    public async Task It_is_not_what_the_first_press_may_have_set_whose_answer_was_lost()
    {
        var (dialog, result) = await ShowAsync();
        _isLost = true;
        await SetAsync(dialog);
        _isLost = false;
        await SetAsync(dialog);

        Assert.Equal(10, Assert.IsType<CreditLimitOrder>((await result)!.Data).Amount);
        Assert.Equal(_ordered[0].OperationId, _ordered[1].OperationId);
    }

    [Fact]
    public async Task Each_that_gives_or_limits_says_whose_balance_it_is_of()
    {
        Assert.Contains("Alice · C-000007", await ShownAsync<LimitDialog>(), StringComparison.Ordinal);
        Assert.Contains("Alice · C-000007", await ShownAsync<AllowanceDialog>(), StringComparison.Ordinal);
        Assert.Contains("Alice · C-000007", await ShownAsync<DiscountDialog>(), StringComparison.Ordinal);
    }

    private async Task<string> ShownAsync<TDialog>()
        where TDialog : DefinitionForm
    {
        var provider = Render<MudDialogProvider>();
        await provider.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<TDialog>((string?)null, new DialogParameters<TDialog>
        {
            { it => it.BalanceId, 9 },
            { it => it.Whose, "Alice · C-000007" },
            { it => it.Currency, "USD" },
        }));

        return provider.Markup;
    }

    private static async Task SetAsync(IRenderedComponent<MudDialogProvider> dialog)
    {
        dialog.FindAll("input")[^1].Input("50");
        await dialog.FindAll("button")[^1].ClickAsync(new());
    }

    private async Task<(IRenderedComponent<MudDialogProvider> Dialog, Task<DialogResult?> Result)> ShowAsync()
    {
        var provider = Render<MudDialogProvider>();
        var dialog = await provider.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<LimitDialog>((string?)null, new DialogParameters<LimitDialog>
        {
            { it => it.BalanceId, 9 },
            { it => it.Currency, "USD" },
            { it => it.Kind, LimitKind.Credit },
            { it => it.CreditLimit, _limit },
        }));

        return (provider, dialog.Result);
    }
}
