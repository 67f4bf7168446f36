using Billing.Contracts.Balances;
using Billing.Contracts.Users;
using Billing.Core.Tariffs;
using Billing.Portal.Balances;
using Billing.Portal.Desk;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor;
using MudBlazor.Services;

namespace Billing.Portal.Tests.Balances;

/// <summary>What an allowance or a discount is for is chosen: no balance can know that a group is mistyped.</summary>
public sealed class AllowanceDialogTests : BunitContext
{
    private object? _ordered;

    public AllowanceDialogTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        Services.AddMudServices();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(Answers.Grains(Answers.To<IBalanceGrain>((_, arguments) =>
        {
            _ordered = arguments[0];

            return new ValueTask<OperationReply>(new OperationReply(OperationResult.Done));
        })));
        Services.AddScoped<Clerk>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        var user = AddAuthorization();
        user.SetAuthorized("dana");
        user.SetPolicies(Permissions.MoneyAdjust);
    }

    [Theory]
    [InlineData("Europe", "Europe")]
    [InlineData("", null)]
    public async Task An_allowance_is_for_a_group_that_there_is(string chosen, string? group)
    {
        var dialog = await ShowAsync<AllowanceDialog>();
        dialog.FindAll("input")[0].Change("100 minutes");
        dialog.FindAll("input")[1].Input("100");
        Choose(dialog, "voice", chosen);
        await dialog.FindAll("button")[^1].ClickAsync(new());

        Assert.Equal(("voice", group), Assert.IsType<AllowanceOrder>(_ordered).Uses is [var use] ? (use.Service, use.DestinationGroup) : default);
    }

    [Theory]
    [InlineData("Europe", "Europe")]
    [InlineData("", null)]
    public async Task And_so_is_a_discount(string chosen, string? group)
    {
        var dialog = await ShowAsync<DiscountDialog>();
        dialog.FindAll("input")[0].Change("Half price");
        dialog.FindAll("input")[^1].Change("50");
        Choose(dialog, "voice", chosen);
        await dialog.FindAll("button")[^1].ClickAsync(new());

        var use = Assert.IsType<DiscountOrder>(_ordered).Use;
        Assert.Equal(("voice", group), (use.Service, use.DestinationGroup));
    }

    private static void Choose(IRenderedComponent<MudDialogProvider> dialog, string service, string group)
    {
        dialog.FindAll("select")[0].Change(service);
        Assert.Equal(["all destinations", "Europe", "Far away"], dialog.FindAll("select")[1].QuerySelectorAll("option").Select(option => option.TextContent));
        dialog.FindAll("select")[1].Change(group);
    }

    private async Task<IRenderedComponent<MudDialogProvider>> ShowAsync<TDialog>()
        where TDialog : DefinitionForm
    {
        var provider = Render<MudDialogProvider>();
        var parameters = new DialogParameters
        {
            { nameof(AllowanceDialog.BalanceId), 9L },
            { nameof(AllowanceDialog.Whose), "Alice" },
            { nameof(AllowanceDialog.Currency), "USD" },
            { nameof(AllowanceDialog.Units), new Dictionary<string, Unit> { ["voice"] = Unit.Second } },
            { nameof(AllowanceDialog.Groups), new[] { "Europe", "Far away" } },
        };
        await provider.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<TDialog>((string?)null, parameters));

        return provider;
    }
}
