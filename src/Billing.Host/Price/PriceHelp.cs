namespace Billing.Host.Price;

/// <summary>What <c>billing price --help</c> says; the same in full is in <c>src/Billing.Core/README.md</c>.</summary>
internal static class PriceHelp
{
    public const string Summary = "Price usage: JSON lines on standard input, one case a line; one line of JSON each on standard output.";

    public const string Text = $$$"""
        {{{Summary}}}

        A case:
          {"id": "a",
           "zone": "Europe/Berlin",              billing time zone; default UTC
           "tariff": {                           or "tariffs": {"voice": {…}, "data": {…}}
             "currency": "USD",
             "unit": "second",                   second, byte or event
             "priceUnit": 60,                    base units that a price is for; default 60, 1000000, 1
             "periods": [{"name": "peak", "weekly": [{"days": "mon-fri", "from": "08:00", "to": "20:00"}], "dates": ["2026-12-25"]}],
             "rates": [{
               "destination": "1212",            prefix or keyword; default * (anything)
               "intervals": "60/6", "price": 0.10,          with "firstPrice" for the first interval, or steps:
               "intervals": [{"length": 60, "repeat": 1, "price": 0.10}, {"length": 6, "price": 0.10, "per": 60}],
               "periods": {"peak": {"intervals": "60/6", "price": 0.20}},
               "connectFee": 0, "freeUnits": 0, "surchargePercent": 0, "minimumCharge": 0, "maximumCharge": null,
               "roundTo": 5, "rounding": "half-away",       half-away, half-even, up, down
               "direction": "charge", "status": "active",   payback; discontinued, forbidden, hidden
               "effectiveFrom": "2026-01-01", "effectiveTo": null}]},
           "allowances": [{"name": "minutes", "kind": "units",      units, money or promotion
             "amount": 120, "left": 120, "service": "voice", "group": "local", "period": "peak", "weight": 1, "uses": [],
             "account": "a", "precedence": 0, "validFrom": null, "expires": null, "onExhaustion": "payg", "policy": null}],
           "plans": [{…an allowance…, "every": "monthly", "rollOver": 0, "prorate": false, "starts": "2026-04-20", "ends": null}],
           "discounts": [{"name": "volume", "measure": "units", "reset": "monthly", "used": 0, "service": "voice", "group": null,
             "period": null, "account": null, "precedence": 0, "tiers": [{"from": 6000, "percent": 10}]}],
           "groups": {"local": ["1212", "ONNET"]},
           "funds": {"money": 10, "creditLimit": 0, "increases": [{"amount": 5, "until": "2026-02-01"}],
             "spendingLimits": [{"amount": 5, "every": "daily", "spent": 0, "account": null}]},
           "start": "2026-01-01T00:00:00Z", "destination": "12125550100", "service": "voice", "account": "1",
           "usage": 227,                         base units; or cumulative reports: "reports": [60, {"usage": 227, "after": 240}]
           "slice": null, "longest": null}       what is granted at once, and in all
        Instead of start, destination, usage …: "sessions": [{…}, {…}], priced one after the other on the same funds.

        An answer:
          {"line": 1, "id": "a", "currency": "USD", "amount": "0.38", "destination": "1212", "usedUnits": 227, "chargedUnits": 228,
           "parts": [{"kind": "usage", "from": 0, "units": 228, "period": null, "price": "0.1", "amount": "0.38"}],
           "grant": 6000, "allowances": [{"name": "minutes", "left": "0", "expires": null}], "money": "9.62", "available": "9.62"}
        Amounts are exact decimals as texts. "grant" is the largest usage that the funds paid for at the start; "refused" says
        why a session would have been refused. A bad line is answered by {"line": 1, "field": "tariff.rates[0].price", "error": …},
        the rest goes on, and the exit code is 1.
        """;
}
