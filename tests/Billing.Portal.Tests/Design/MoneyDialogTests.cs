using AngleSharp.Dom;
using Billing.Contracts.Balances;
using Billing.Grains.Balances;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor;
using MudBlazor.Services;

namespace Billing.Portal.Tests.Design;

/// <summary>Money that was asked for and of which nobody knows whether it moved.</summary>
public sealed class MoneyDialogTests : BunitContext
{
    private readonly List<string> _asked = [];
    private Func<OperationReply> _answer = () => new(OperationResult.Done, 5, 7, 15, "USD");

    public MoneyDialogTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        Services.AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    // A grain's own exception, such as that of a commit of which the database did not say whether it was written.
    [Fact]
    public async Task After_an_answer_that_was_lost_the_same_button_asks_with_the_same_operation()
    {
        var dialog = await ShowAsync();
        var done = _answer;
        _answer = () => throw new CommitUnknownException("the balance is being read again", null);
        await Button(dialog).ClickAsync(new());

        Assert.Equal("No answer came. It may be done: press the button again, which never does it twice.", dialog.Find("[role=alert]").TextContent);
        _answer = done;
        await Button(dialog).ClickAsync(new());

        dialog.WaitForAssertion(() => Assert.Contains("Done:", dialog.Find("[role=status]").TextContent, StringComparison.Ordinal));
        Assert.Equal([_asked[0], _asked[0]], _asked);
    }

    [Fact]
    public async Task A_permission_that_was_taken_away_is_told_and_nothing_else()
    {
        var dialog = await ShowAsync();
        _answer = () => throw new UnauthorizedAccessException();
        await Button(dialog).ClickAsync(new());

        Assert.Equal("You may not do this. Nothing was changed.", dialog.Find("[role=alert]").TextContent);
    }

    private static IElement Button(IRenderedComponent<MudDialogProvider> dialog) => dialog.FindAll("button")[^1];

    private async Task<IRenderedComponent<MudDialogProvider>> ShowAsync()
    {
        var provider = Render<MudDialogProvider>();
        await provider.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<MoneyDialog>((string?)null, new DialogParameters<MoneyDialog>
        {
            { it => it.Title, "Adjust balance" },
            { it => it.Whose, "Ann" },
            { it => it.Currency, "USD" },
            { it => it.Before, 10m },
            { it => it.Amount, 5m },
            {
                it => it.Kinds,
                [
                    new MoneyKind("Credit", "Credit {0}", 1, IsReasonNeeded: false, (operation, _, _) =>
                    {
                        _asked.Add(operation);

                        return Task.FromResult(_answer());
                    }),
                ]
            },
        }));

        return provider;
    }
}
