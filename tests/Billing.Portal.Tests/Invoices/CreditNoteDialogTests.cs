using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Core.Invoices;
using Billing.Portal.Desk;
using Billing.Portal.Invoices;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor;
using MudBlazor.Services;
using NodaTime;

namespace Billing.Portal.Tests.Invoices;

/// <summary>Which lines a credit note may be of, and how much: what the grain would not refuse.</summary>
public sealed class CreditNoteDialogTests : BunitContext
{
    private Func<Task<Creditable?>> _left = () => Task.FromResult<Creditable?>(null);

    public CreditNoteDialogTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        Services.AddMudServices();
        Services.AddSingleton(Answers.Grains(Answers.To<IPayerGrain>((_, _) => _left())));
        Services.AddScoped<Clerk>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        var user = AddAuthorization();
        user.SetAuthorized("dana");
        user.SetPolicies(Permissions.InvoicesIssue);
    }

    // Half is off both of 100, and 20 % VAT on the first; of the third nothing is left.
    [Fact]
    public async Task Lines_with_coupons_are_told_as_they_were_paid()
    {
        _left = () => Task.FromResult<Creditable?>(new(110, [60, 50, 0, 0]));

        Assert.Equal(
            ["The whole invoice, up to 110.00\u00a0USD", "Router, up to 60.00\u00a0USD", "Stamp, up to 50.00\u00a0USD"],
            await ChoicesAsync(Line("Router", 100), Line("Stamp", 100), Line("Basic", 30), Line("Half", -115)));
    }

    [Fact]
    public async Task Without_an_answer_they_are_told_as_they_are_printed()
    {
        _left = () => Task.FromException<Creditable?>(new TimeoutException());

        Assert.Equal(
            ["The whole invoice", "Router, 100.00\u00a0USD", "Stamp, 50.00\u00a0USD"], await ChoicesAsync(Line("Router", 100), Line("Stamp", 50), Line("Half", -75)));
    }

    private static InvoiceLineRecord Line(string text, decimal amount) => new("one-off", text, null, null, null, 1, 0, null, amount);

    private async Task<string[]> ChoicesAsync(params InvoiceLineRecord[] lines)
    {
        var day = new LocalDate(2026, 11, 1);
        var invoice = new InvoiceRecord(
            3, "INV-000003", "invoice", 9, "Ann", day, day, day, day, "USD", 100, 10, 110, 0, 0, 110, 0, null, null, null, "UTC");
        var provider = Render<MudDialogProvider>();
        await provider.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<CreditNoteDialog>((string?)null, new DialogParameters<CreditNoteDialog>
        {
            { it => it.Sheet, new InvoiceSheet(new(invoice, lines, [], []), 1, "C-1", [], "en-GB", InvoiceState.Unpaid) },
        }));

        return [.. provider.FindAll("option").Select(one => one.TextContent)];
    }
}
