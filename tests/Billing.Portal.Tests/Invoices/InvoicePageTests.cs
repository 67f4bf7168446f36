using Billing.Contracts.Invoices;
using Billing.Contracts.Paging;
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

/// <summary>What an invoice's page says after a credit note was given of it.</summary>
public sealed class InvoicePageTests : BunitContext
{
    private const long Note = 5;
    private static readonly LocalDate Day = new(2026, 11, 1);

    private Func<Task<Page<InvoiceRow>>> _newest = () => Task.FromResult(new Page<InvoiceRow>(
        [new(Note, "CN-000005", true, 9, 7, "C-7", "Ann", Day, Day, Day, Day, "USD", -10, 0, InvoiceState.Paid)], null, null));

    public InvoicePageTests()
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>().AddSingleton(TimeProvider.System);
        Services.AddMudServices();
        Services.AddOptions<BrandOptions>();
        Services.AddScoped<Clerk>();
        Services.AddSingleton(Answers.Grains(Answers.To<IPayerGrain>((_, _) => null)));
        Services.AddSingleton(Answers.To<IInvoiceSheetQuery>((method, arguments) => method.Name switch
        {
            nameof(IInvoiceSheetQuery.FindAsync) => Task.FromResult<InvoiceSheet?>(Sheet((string)arguments[1]!)),
            nameof(IInvoiceSheetQuery.UsageAsync) => Task.FromResult(InvoiceUsage.None),
            _ => _newest(),
        }));
        var given = Answers.To<IDialogReference>((_, _) => Task.FromResult<DialogResult?>(DialogResult.Ok(Note)));
        Services.AddSingleton(Answers.To<IDialogService>((_, _) => Task.FromResult(given)));
        JSInterop.Mode = JSRuntimeMode.Loose;
        var user = AddAuthorization();
        user.SetAuthorized("dana");
        user.SetPolicies(Permissions.InvoicesIssue);
    }

    [Fact]
    public async Task A_credit_note_is_told_of_on_the_page_of_its_own_invoice_alone()
    {
        var page = Render<InvoicePage>(it => it.Add(one => one.Number, "INV-000003"));
        await CreditAsync(page);
        page.WaitForAssertion(() => Assert.Equal("CN-000005", page.Find(".notice.ok a").TextContent));

        page.Render(it => it.Add(one => one.Number, "INV-000004"));
        page.WaitForAssertion(() => Assert.Contains("INV-000004", page.Find("h1").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".notice.ok"));

        page.Render(it => it.Add(one => one.Number, "INV-000003"));
        page.WaitForAssertion(() => Assert.Contains("INV-000003", page.Find("h1").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".notice.ok"));
    }

    [Fact]
    public async Task One_whose_number_cannot_be_read_is_given_all_the_same()
    {
        _newest = () => Task.FromException<Page<InvoiceRow>>(new TimeoutException());
        var page = Render<InvoicePage>(it => it.Add(one => one.Number, "INV-000003"));
        await CreditAsync(page);

        page.WaitForAssertion(() => Assert.Contains("The credit note is given.", page.Find(".notice.ok").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".notice.ok a"));
    }

    private static Task CreditAsync(IRenderedComponent<InvoicePage> page) =>
        page.FindAll("button").Single(button => button.TextContent.Trim() == "Credit note").ClickAsync(new());

    private static InvoiceSheet Sheet(string number)
    {
        var invoice = new InvoiceRecord(3, number, "invoice", 9, "Ann", Day, Day, Day, Day, "USD", 100, 10, 110, 0, 0, 110, 0, null, null, null, "UTC");

        return new(new(invoice, [], [], []), 7, "C-7", [], "en-GB", InvoiceState.Unpaid);
    }
}
