namespace Billing.Host.Scenarios;

/// <summary>What <c>billing scenario --help</c> says.</summary>
internal static class ScenarioHelp
{
    public const string Summary = "Run dated scenarios of subscriptions, invoices, payments and dunning on a scratch database: JSON in, JSON out.";

    public const string Text = $$$"""
        {{{Summary}}}

        A file has one scenario, or a list of them. Each runs on a database of its own, by the grains and tables of the live
        program; the clock stops at every instant at which something is due. Times have an offset, or are local to the zone; a
        day alone is its midnight. Unknown fields are errors. A scenario:
          {"id": "a", "zone": "UTC", "currency": "USD", "start": "2026-01-01", "until": "2026-12-31",
           "classes": {"default": {                   how customers are billed
             "every": "monthly", "count": 1,          daily, weekly, semi-monthly, monthly, anniversary, 30-days, yearly; of the calendar: quarterly, half-yearly
             "closingDelayHours": 6, "prepaid": false, "closedByRuns": false,
             "taxes": [{"name": "VAT", "percent": 20, "codes": []}], "taxInclusive": false,
             "taxAtPayment": false,                   taxes are split from what is paid in, and invoices add none
             "rounding": "half-away-from-zero",       half-even, away-from-zero, down
             "amountDue": "balance",                  total: without what was owed before
             "skipsZero": false,                      no invoice of a period that charges nothing, though something is owed from before
             "paymentTermDays": 15, "series": "INV",
             "dunning": [{"days": 1, "action": "remind"}, {"days": 5, "action": "late-fee", "amount": 2, "percent": 1.5, "taxCode": null},
                         {"days": 10, "action": "limit"}, {"days": 20, "action": "suspend"}, {"days": 60, "action": "terminate"}],
             "limited": {"onCredit": false, "policy": null},   what still works after "limit": see below
             "reactivationFee": 0, "reactivationTaxCode": null}},
           "plans": {"basic": {"fee": 30, "every": "monthly", "count": 1,   as above, and never; a year from its day: anniversary, 12
             "model": "in-advance",                   in-arrears, progressive
             "activationFee": 0, "prorateFirst": true, "prorateLast": true, "trialDays": 0,
             "discounts": [{"periods": 3, "percent": 50}],
             "minimumTermMonths": 0, "earlyEnd": "free", "penalty": 0, "bindsPieces": false,      fixed, remaining-fees, discounts-given
             "startsOnFirstUse": false, "waivedWhileSuspended": false, "taxCode": null}},
           "services": {"voice": {"unit": "second", "price": 0.10, "priceUnit": 60, "interval": 60}},
           "customers": {"alice": {"class": "default", "funds": 0, "creditLimit": null, "anchorDay": null, "taxExempt": false,
             "zone": null, "currency": null}},
           "steps": [                                 in the order of time; without "at": at once; "customer" where there are several
             {"at": "2026-01-10", "do": "subscribe", "customer": "alice", "plan": "basic", "as": "s1", "quantity": 1,
              "anchorDay": null, "from": null, "ofAccount": true, "backdated": false, "preview": false},
             {"at": …, "do": "change", "subscription": "s1", "plan": "pro", "quantity": 2, "from": null, "atPeriodEnd": false,
              "startsPeriod": null, "anchorDay": null, "waivePenalty": false, "backdated": false, "preview": false},
             {"at": …, "do": "pause", …}, {"do": "resume", …}, {"do": "cancel", "waivePenalty": false, …}, {"do": "activate", …},
             {"do": "withdraw", "subscription": "s1"},   takes back what an earlier step ordered for later: an end, a change, a pause
             {"at": …, "do": "pay", "amount": 30}, {"do": "refund", "amount": 10},      money in; payments given back
             {"at": …, "do": "charge", "amount": 5, "text": "Delivery", "taxCode": null}, {"do": "credit", "amount": 5},
             {"at": …, "do": "use", "service": "voice", "units": 600},
             {"at": …, "do": "invoice"},              out of turn, for what is charged so far
             {"at": …, "do": "void", "invoice": "INV-000001", "reason": "wrong", "replace": true},      no "invoice", or "last": the newest one that is not void
             {"at": …, "do": "void", "customer": "alice", "invoice": 1},      the first of hers, void ones counted
             {"at": …, "do": "credit-note", "invoice": "INV-000001", "amount": 5, "reason": "kindness", "line": null},      of its line, from 1; null: of all of it
             {"at": …, "do": "delay-dunning", "until": "2026-03-01"}, {"do": "set-class", "class": "other", "taxExempt": false},
             {"at": …, "do": "set-status", "status": "suspended", "ofAccount": true},   active, suspended, closed; else of the customer
             {"at": …, "do": "card", "number": "4242424242424242", "expires": "2099-12"},      kept at the test provider: its own test numbers
             {"do": "auto-pay", "invoices": "issued", "topUp": {"below": 5, "amount": 20, "mostADay": 1}},      due; neither: no more
             {"do": "vouchers", "amount": 10, "count": 3, "as": "spring", "currency": null, "expires": null, "active": true},
             {"do": "set-vouchers", "vouchers": "spring", "first": 1, "last": 2, "active": false},
             {"do": "redeem", "vouchers": "spring", "number": 1}, {"do": "redeem", "code": "0000-0000-0000-0000"},
             {"do": "use", "service": "voice", "units": 60, "as": "call"}, {"do": "revoke", "use": "call", "amount": null},      given back; null: all
             {"at": …, "do": "bill-run", "name": "May", "class": null, "endsOn": "2026-06-01", "dryRun": false},
             {"at": …, "do": "show"}, {"at": …, "do": "advance"}]}

        What is due at an instant is done before a step at it. Days are the zone's: the day on which something begins is charged, the
        one on which it ends is not. "count" periods are taken at a time, so "anniversary" with 3 is a quarter from its day. Without
        "anchorDay" anniversaries are counted from the first fee, billing periods from the day on which the scenario begins; where a
        month has no such day they fall on its last. "from" dates an order later than its step; a "subscribe" that is "backdated" may begin up to a year before it, and is charged
        from then on: what belongs to closed periods is on the next invoice. A "change" or "cancel" that is "backdated" may be for an earlier day
        of the running period that no invoice has: what it changes since is credited and charged at once. A "change" with "anchorDay" has anniversaries begin on
        that day of the month from then on: unused days are credited, those until the next such day charged; of several months at a time, if
        that month's is past, those until it comes back at the period's end. A "change" without "plan" is of the
        quantity of the plan in force then. What would drop something that is scheduled for later is refused until that is withdrawn:
        only "cancel" overtakes all of it, and a "change" with "plan" other changes. "use" charges an event at once, by the service's
        name as its tax code; fees and charges have "taxCode", credits none: a tax without "codes" is on all but "none". Prepaid
        customers have no credit, others a million, unless "creditLimit" says. While dunning limits them, nothing is sold on credit
        (a "use" is refused with InsufficientFunds) unless "onCredit" is true. A step that is refused, or speaks of what no step before
        has made, changes nothing and tells its "problem"; the run goes on. A field that is not known ends it.

        The answer has each step (its "problem" where it was refused, "charges" that it makes due, "customers" of a show) and for
        each customer "balance" (below zero: owed), "unallocated", "owed", "overdue", "isSuspended", "dunning" ("since": the due date
        of the oldest invoice that is overdue), "isSuspended" false again when dunning has ended it, "payments" with what of each is
        "allocated" to which invoice (of an invoice below zero "credit": its number), "subscriptions" with "starts", "trialEnd", "anchor", "nextCharge", "charges" with
        "quantity", "invoices" with "paidBefore" and "creditedBefore" (by credit notes), "lines" (of fees with their "subscription", "kind", "quantity" and the first day of their "period"), "taxes", "settlements", "state"
        (unpaid, partially-paid, paid, overdue, void, nothing-due), and "ledger". "to" is the first day that is not in it. Amounts are
        exact decimals as texts. "audit" is empty when the books are right.

        With --data FOLDER it notes there how far it has come. Killed at any point and begun again with the same file and folder it
        goes on: each order's operation id is made of its step's number, and the clock is what it was. A step that was done but not
        noted is done again, and may then tell no "charges". --kills N does that by itself, with SIGKILL at random points and each
        third time to the database too, and compares with a run in one go; --year N takes a made-up year of N customers for a file.
        """;
}
