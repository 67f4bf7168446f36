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
             "invoices": "period-end",                as-charged: on each day on which a fee is charged too, with all that is open then
             "skipsZero": false,                      no invoice of a period that charges nothing, though something is owed from before
             "paymentTermDays": 15, "series": "INV",
             "dunning": [{"days": 1, "action": "remind"}, {"days": 5, "action": "late-fee", "amount": 2, "percent": 1.5, "taxCode": null},
                         {"days": 10, "action": "limit"}, {"days": 20, "action": "suspend", "least": 0}, {"days": 60, "action": "terminate"}],
                                                      "least": the step is left out while less is overdue
             "limited": {"onCredit": false, "policy": null},   what still works after "limit": see below
             "reactivationFee": 0, "reactivationTaxCode": null}},
           "plans": {"basic": {"fee": 30, "every": "monthly", "count": 1,   as above, and never; a year from its day: anniversary, 12
             "model": "in-advance",                   in-arrears, progressive
             "activationFee": 0, "prorateFirst": true, "prorateLast": true, "trialDays": 0,
             "prorationDays": null,                   30: parts of a month are thirtieths, whatever days it has; 28 to 31, of months, not progressive
             "discounts": [{"periods": 3, "percent": 50}, {"months": 12, "amount": 5}, {"percent": 10}],      one after the other: see below
             "minimumTermMonths": 0, "termRenews": false, "earlyEnd": "free", "penalty": 0, "bindsPieces": false,      fixed, remaining-fees, discounts-given
             "startsOnFirstUse": false, "waivedWhileSuspended": false, "taxCode": null}},
           "services": {"voice": {"unit": "second", "price": 0.10, "priceUnit": 60, "interval": 60}},
           "customers": {"alice": {"class": "default", "funds": 0, "creditLimit": null, "anchorDay": null, "taxExempt": false,
             "zone": null, "currency": null}},
           "steps": [                                 in the order of time; without "at": at once; "customer" where there are several
             {"at": "2026-01-10", "do": "subscribe", "customer": "alice", "plan": "basic", "as": "s1", "quantity": 1,
              "anchorDay": null, "anchor": null, "from": null, "ofAccount": true, "backdated": false, "preview": false},
             {"at": …, "do": "change", "subscription": "s1", "plan": "pro", "quantity": 2, "from": null, "atPeriodEnd": false,
              "startsPeriod": null, "anchorDay": null, "anchor": null, "trialEnd": null, "credit": null, "waivePenalty": false, "backdated": false,
              "preview": false},
             {"at": …, "do": "pause", …}, {"do": "resume", "startsPeriod": false, …}, {"do": "cancel", "credit": null, "waivePenalty": false, …},
             {"at": …, "do": "activate", …},
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
        month has no such day they fall on its last. "anchor" in its place is a day such as "2026-03-31" that periods are counted from, before and
        after it, of several at a time too. "from" dates an order later than its step; a "subscribe" that is "backdated" may begin up to a year
        before it, and is charged from then on: what belongs to closed periods is on the next invoice. A "change", "pause" or "cancel" that is
        "backdated" may be for an earlier day of the running period that no invoice has: what it changes since is credited and charged at once.
        "credit" is what of the running period of what ends is credited: "days", those that are left; "none"; or "full", the used ones too,
        but those before a change or a pause in that period; as "prorateLast" says else. With a change it is the old plan's; the days of the new one are charged all the same. "trialEnd" is
        the first day that costs a fee, that of the change ("now") or later: it ends a trial, makes it longer, or begins one.
        A "resume" with "startsPeriod" has periods that are counted from a day begin on its own. A discount is of the fee, not of activation
        or usage: "percent" off, then "amount" off each piece, for so many "periods" or "months", or for ever; a part of a period has its share.
        With "termRenews" the minimum term begins anew whenever it is over: only an end on the day after its last is free. A "change" with "anchorDay" has anniversaries begin on
        that day of the month from then on: unused days are credited, those until the next such day charged; of several months at a time, if
        that month's is past, those until it comes back at the period's end. A "change" without "plan" is of the
        quantity of the plan in force then. What would drop something that is scheduled for later is refused until that is withdrawn:
        only "cancel" overtakes all of it, and a "change" with "plan" other changes. "use" charges an event at once, by the service's
        name as its tax code; fees and charges have "taxCode", credits none: a tax without "codes" is on all but "none". Prepaid
        customers have no credit, others a million, unless "creditLimit" says. While dunning limits them, nothing is sold on credit
        (a "use" is refused with InsufficientFunds) unless "onCredit" is true. A step that is refused, or speaks of what no step before
        has made, changes nothing and tells its "problem"; the run goes on. A field that is not known ends it. With "as-charged" what is charged
        on a day that has its invoice is on the next one; usage and single charges wait for that too, or for an "invoice" step.

        The answer has each step (its "problem" where it was refused, "charges" that it makes due, "customers" of a show) and for
        each customer "balance" (below zero: owed), "unallocated", "owed", "overdue", "isSuspended", "dunning" ("since": the due date
        of the oldest invoice that is overdue), "isSuspended" false again when dunning has ended it, "payments" with what of each is
        "allocated" to which invoice (of an invoice below zero "credit": its number), "subscriptions" with "starts", "trialEnd", "anchor", "nextCharge", "charges" with
        "quantity", "invoices" with "paidBefore" and "creditedBefore" (by credit notes), "lines" (of fees with their "subscription", "kind", "quantity" and the first day of their "period"), "taxes", "settlements", "state"
        (unpaid, partially-paid, paid, overdue, void, nothing-due), and "ledger". "to" is the first day that is not in it. Amounts are
        exact decimals as texts. "audit" is empty when the books are right.

        Where another system's scenario is held against this one:
          account credit   credits, prepaid money or a customer balance there are a "pay" here, or "funds": money that settles the next
                           invoice. A "credit" here is a correction, a line below zero on it.
          invoices         are issued at a period's end, after "closingDelayHours"; where they come with the fee (Kill Bill, Lago, Stripe,
                           Recurly, Chargebee, of fees in advance) the class is "as-charged". One below zero settles others, as credit.
          parts            of a period are whole days of the zone, by the days of the period; a change's day is the new plan's. Stripe and
                           Recurly count seconds: give them times at midnight. Kill Bill's fixed days are "prorationDays".
          rounding         a charge has 5 decimals, and an invoice's line the cents of its sum; where each item has cents, sums may differ by one.
          anchors          "monthly" is of the calendar, "anniversary" of the first day, or of "anchorDay" and "anchor" (Kill Bill's BCD, Stripe's
                           billing_cycle_anchor). Days 29 to 31 are a short month's last, and come back.
          changes          credit and charge at once. At the term's end (Kill Bill's END_OF_TERM, a downgrade of Lago's) is "atPeriodEnd". Stripe's
                           without proration is "atPeriodEnd" too, for the money; with a new period "startsPeriod" and "credit" none.
          alignment        Kill Bill's START_OF_SUBSCRIPTION is what happens without a word, CHANGE_OF_PLAN "startsPeriod", with the new plan's trial
                           "trialEnd"; START_OF_BUNDLE the base's "anchorDay".
          trials           are of a subscription's start, and go on through a change. A first part that is to be free is a "trialEnd".
          ends             credit by "prorateLast", or by "credit" (Chargebee's none, prorate and full, Recurly's none, partial and full). Money
                           itself goes back by a "refund" only.
          pauses           credit the days that are left, and charge those that are left when they end. Where fees go on and are void, void them.
          discounts        are a plan's. A customer's coupon is another plan, with it; an amount off a whole invoice a "credit".
          payments         settle the oldest invoice first; one for a newer one alone is not known.
          dunning          counts days from the oldest due date that is open, not from payments that failed. Kill Bill's states by amount and
                           Lago's thresholds are "least".

        With --data FOLDER it notes there how far it has come. Killed at any point and begun again with the same file and folder it
        goes on: each order's operation id is made of its step's number, and the clock is what it was. A step that was done but not
        noted is done again, and may then tell no "charges". --kills N does that by itself, with SIGKILL at random points and each
        third time to the database too, and compares with a run in one go; --year N takes a made-up year of N customers for a file.
        """;
}
