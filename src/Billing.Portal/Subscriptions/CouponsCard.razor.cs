using System.Globalization;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Invoices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Subscriptions;

/// <summary>A balance's coupons, those that are used up or have ended too.</summary>
/// <remarks>Of one balance as long as it is there: another's is another card, so that no late answer is shown as its.</remarks>
public sealed partial class CouponsCard
{
    private IReadOnlyList<CouponRecord>? _coupons;

    [Parameter, EditorRequired]
    public long BalanceId { get; set; }

    /// <summary>The first day that is on no invoice yet.</summary>
    [Parameter, EditorRequired]
    public LocalDate OpenFrom { get; set; }

    [Parameter, EditorRequired]
    public string Currency { get; set; } = "";

    [Parameter, EditorRequired]
    public string Whose { get; set; } = "";

    /// <summary>What an invoice of the open period comes to is another sum by now.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    private IInvoiceQuery Invoices { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync() => _coupons = await Invoices.CouponsAsync(BalanceId, CancellationToken.None);

    private async Task GiveAsync()
    {
        var parameters = new DialogParameters<CouponDialog>
        {
            { it => it.BalanceId, BalanceId },
            { it => it.Currency, Currency },
            { it => it.Whose, Whose },
        };
        await (await Dialogs.ShowAsync<CouponDialog>((string?)null, parameters)).Result;
        await LoadAsync();
        await Changed.InvokeAsync();
    }

    private async Task EndAsync(CouponRecord coupon)
    {
        var parameters = new DialogParameters<ReasonDialog>
        {
            { it => it.Title, Text["End coupon {0} of {1}", coupon.Coupon.Name, Whose] },
            { it => it.Follows, [Text["It takes nothing off invoices that are made from now on; those that were made stay as they are."]] },
            { it => it.Verb, Text["End it"] },
            { it => it.AsksReason, false },
            { it => it.Do, DoAsync },
        };
        await (await Dialogs.ShowAsync<ReasonDialog>((string?)null, parameters)).Result;
        await LoadAsync();
        await Changed.InvokeAsync();

        async Task<ReasonOutcome> DoAsync(string reason, Instant? until)
        {
            var by = await Clerk.RequireAsync(Permissions.MoneyAdjust);

            return (await Grains.GetGrain<IPayerGrain>(BalanceId).EndCouponAsync(new(coupon.Coupon.CouponId, by))).AsChange();
        }
    }

    // No period that ends from now on is one of its.
    private bool IsOver(CouponRecord one) => one.Coupon.Until <= OpenFrom;

    private bool IsActive(CouponRecord one) => one.EndedAt is null && !one.Coupon.IsUsedUp && !IsOver(one);

    // The key of its translation.
    private string State(CouponRecord one) => one switch
    {
        { EndedAt: not null } => "Ended",
        { Coupon.IsUsedUp: true } => "It is used up",
        _ => IsOver(one) ? "Over" : "Active",
    };

    private static string Off(CouponRecord one) => one.Coupon.Percent > 0
        ? $"{one.Coupon.Percent.ToString("0.#####", CultureInfo.CurrentCulture)} %"
        : Money.Text(one.Coupon.Amount, one.Currency, CultureInfo.CurrentCulture);

    private string Length(CouponRecord one) => one.Coupon switch
    {
        { CarriesOn: true } => Text["once, {0} left", Money.Text(one.Coupon.Amount - one.Coupon.TakenOff, one.Currency, CultureInfo.CurrentCulture)],
        { Invoices: { } invoices, Until: { } until } => Text["{0} of {1} invoices, of periods that end before {2}", one.Coupon.Times, invoices, InvoiceWords.Day(until, CultureInfo.CurrentCulture)],
        { Invoices: { } invoices } => Text["{0} of {1} invoices", one.Coupon.Times, invoices],
        { Until: { } until } => Text["periods that end before {0}", InvoiceWords.Day(until, CultureInfo.CurrentCulture)],
        _ => Text["until it is ended"],
    };
}
