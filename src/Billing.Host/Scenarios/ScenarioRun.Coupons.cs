using System.Text.Json;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Host.Price;

namespace Billing.Host.Scenarios;

// Coupons: given, ended, and how they are printed.
internal sealed partial class ScenarioRun
{
    private async Task<PayerReply> CouponAsync(string verb, CaseReader json)
    {
        if (verb == "end-coupon")
        {
            var wanted = json.Text("coupon") ?? "";

            if (!_coupons.TryGetValue(wanted, out var coupon))
            {
                throw Unknown(json, "coupon", wanted, _coupons.Keys);
            }

            return await WithAsync(_customers[coupon.Customer], payer => payer.EndCouponAsync(new(coupon.Id, By)));
        }

        var customer = CustomerOf(json, json.Text("customer"));
        var name = json.Text("as") ?? FormattableString.Invariant($"{customer.Terms.Name}-coupon-{_coupons.Count + 1}");

        if (_coupons.ContainsKey(name))
        {
            throw json.Error("as", $"expected a name that no other coupon has, not \"{name}\"");
        }

        var order = new CouponOrder(
            Operation(), json.Text("text") ?? "Coupon", json.Decimal("percent"), json.Decimal("amount"), json.Count("invoices"), json.Count("months"),
            json.Flag("forever", false), By, [.. json.List("plans").Select(one => PlanName(json, one.Value))]);
        var reply = await WithAsync(customer, payer => payer.GiveCouponAsync(order));

        if (reply.IsDone)
        {
            Make(new(ScenarioBook.Named.Coupon, name, [customer.Terms.Name, FormattableString.Invariant($"{reply.Id}")]));
        }

        return reply;
    }

    private string PlanName(CaseReader json, JsonElement key) =>
        key.ValueKind is JsonValueKind.String && key.GetString() is { } wanted && scenario.Plans.TryGetValue(wanted, out var terms)
            ? terms.Name
            : throw json.Error("plans", $"expected one of {string.Join(", ", scenario.Plans.Keys)}");

    private object Shown(CouponRecord one) => new
    {
        Name = _coupons.FirstOrDefault(known => known.Value.Id == one.Coupon.CouponId).Key,
        Text = one.Coupon.Name,
        Percent = one.Coupon.Percent > 0 ? one.Coupon.Percent : (decimal?)null,
        Amount = one.Coupon.Amount > 0 ? one.Coupon.Amount : (decimal?)null,
        Plans = one.Coupon.Plans.IsEmpty ? null : one.Coupon.Plans.ToArray(),
        one.Coupon.TakenOff,
        one.Coupon.Times,
        Left = one.Coupon.CarriesOn ? one.Coupon.Amount - one.Coupon.TakenOff : (decimal?)null,
        State = one.EndedAt is not null ? "ended" : one.Coupon.IsUsedUp ? "used-up" : one.IsOver ? "over" : "active",
    };
}
