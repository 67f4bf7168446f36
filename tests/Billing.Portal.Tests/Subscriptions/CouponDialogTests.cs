using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using Billing.Portal.Desk;
using Billing.Portal.Subscriptions;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor;
using MudBlazor.Services;
using NodaTime;

namespace Billing.Portal.Tests.Subscriptions;

/// <summary>Which plans a coupon is for: none, one, or several, each once.</summary>
public sealed class CouponDialogTests : BunitContext
{
    private CouponOrder? _ordered;
    private SubscriptionRecord[] _has = [];

    public CouponDialogTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        Services.AddMudServices();
        Services.AddSingleton(Answers.To<IPayerQuery>((_, _) => Task.FromResult<IReadOnlyList<PlanRow>>([Plan(11, "Small"), Plan(12, "Large")])));
        Services.AddSingleton(Answers.Grains(Answers.To<IPayerGrain>((_, arguments) =>
        {
            _ordered = (CouponOrder)arguments[0]!;

            return Task.FromResult(PayerReply.Done);
        })));
        Services.AddSingleton(Answers.To<IInvoiceQuery>((_, _) => Task.FromResult<IReadOnlyList<SubscriptionRecord>>(_has)));
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped<Clerk>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        var user = AddAuthorization();
        user.SetAuthorized("dana");
        user.SetPolicies(Permissions.MoneyAdjust);
    }

    [Fact]
    public async Task Without_a_plan_it_is_off_all_that_is_charged()
    {
        var dialog = await ShowAsync();
        Assert.Equal(["Off what"], Offs(dialog));
        await GiveAsync(dialog);

        Assert.Empty(_ordered!.Plans);
    }

    [Fact]
    public async Task It_is_for_the_plans_that_were_chosen()
    {
        var dialog = await ShowAsync();
        Choose(dialog, 0, "Large");
        Assert.Equal(["Off what", "And off"], Offs(dialog));
        Assert.Equal(["No other plan", "What Small costs"], Options(dialog, 1));
        Choose(dialog, 1, "Small");
        await GiveAsync(dialog);

        Assert.Equal(["Large", "Small"], _ordered!.Plans.AsEnumerable());
    }

    [Fact]
    public async Task One_that_is_taken_back_is_offered_again()
    {
        var dialog = await ShowAsync();
        Choose(dialog, 0, "Large");
        Choose(dialog, 0, "Small");
        Assert.Equal(["No other plan", "What Large costs"], Options(dialog, 1));
        Choose(dialog, 0, "");
        Assert.Equal(["All that is charged", "What Small costs", "What Large costs"], Options(dialog, 0));
        await GiveAsync(dialog);

        Assert.Empty(_ordered!.Plans);
    }

    // It is charged for as long as they have it, whether it is sold or not.
    [Fact]
    public async Task A_plan_that_the_customer_has_is_offered_though_nobody_else_can_have_it_now()
    {
        _has = [Has("Small", "active"), Has("Old", "active"), Has("Old", "paused"), Has("Gone", "ended")];
        var dialog = await ShowAsync();
        Assert.Equal(["All that is charged", "What Small costs", "What Large costs", "What Old costs"], Options(dialog, 0));
        Choose(dialog, 0, "Old");
        await GiveAsync(dialog);

        Assert.Equal(["Old"], _ordered!.Plans.AsEnumerable());
    }

    private static SubscriptionRecord Has(string plan, string state) => new(5, 3, plan, 1, state, Instant.FromUtc(2026, 11, 1, 0, 0), null, 0);

    private static PlanRow Plan(long id, string name) => new(id, "EUR", new() { Name = name, Fee = 30, Cycle = new(PeriodKind.Monthly) });

    private static string[] Offs(IRenderedComponent<MudDialogProvider> dialog) =>
        [.. dialog.FindAll("label.field .over").Select(one => one.TextContent).Where(one => one is "Off what" or "And off")];

    private static string[] Options(IRenderedComponent<MudDialogProvider> dialog, int place) =>
        [.. dialog.FindAll("select")[place + 1].QuerySelectorAll("option").Select(one => one.TextContent)];

    // What it is stands before.
    private static void Choose(IRenderedComponent<MudDialogProvider> dialog, int place, string plan) => dialog.FindAll("select")[place + 1].Change(plan);

    private static async Task GiveAsync(IRenderedComponent<MudDialogProvider> dialog)
    {
        Type(dialog, "Percent", "20");
        Type(dialog, "Name", "Spring");
        await dialog.FindAll("button").Single(one => one.TextContent.Trim() == "Give the coupon").ClickAsync(new());
    }

    private static void Type(IRenderedComponent<MudDialogProvider> dialog, string label, string text)
    {
        var field = dialog.Find($"[id='{dialog.FindAll("label[for]").Single(one => one.TextContent.Trim() == label).GetAttribute("for")}']");

        if (label == "Percent")
        {
            field.Input(text); // as it is typed
        }
        else
        {
            field.Change(text);
        }
    }

    private async Task<IRenderedComponent<MudDialogProvider>> ShowAsync()
    {
        var provider = Render<MudDialogProvider>();
        await provider.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<CouponDialog>((string?)null, new DialogParameters<CouponDialog>
        {
            { it => it.BalanceId, 9 },
            { it => it.Currency, "EUR" },
            { it => it.Whose, "Ann" },
        }));

        return provider;
    }
}
