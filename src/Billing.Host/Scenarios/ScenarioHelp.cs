namespace Billing.Host.Scenarios;

/// <summary>What <c>billing scenario --help</c> says.</summary>
internal static class ScenarioHelp
{
    public const string Summary = "Run dated scenarios of subscriptions, invoices, payments and dunning on a scratch database: JSON in, JSON out.";

    public const string Text = $$$"""
        {{{Summary}}}

        A file has one scenario, or a list of them. Each runs on a database of its own, by the grains and tables of the live
        program; the clock stops at every instant at which something is due. Times are 2026-01-31T10:00:00Z or with an offset, or without
        one local to the zone; seconds may be left out, and a blank may stand for the T. A day alone is its midnight, "until" too: with a closing
        delay no invoice of that day is in it. Amounts are in whole units of the currency: 10.5 is ten dollars fifty. Unknown fields are
        errors. A class that does as other systems do, and one example with its answer, are at the end. A scenario:
          {"id": "a", "zone": "UTC", "currency": "USD", "start": "2026-01-01", "until": "2026-12-31",
           "classes": {"default": {                   how customers are billed
             "every": "monthly", "count": 1,          of the calendar: daily, weekly (from Monday), semi-monthly, monthly, quarterly, half-yearly, yearly; from a day: anniversary (of months), 30-days, daily with a count
             "closingDelayHours": 6, "prepaid": false, "closedByRuns": false,
             "taxes": [{"name": "VAT", "percent": 20, "codes": []}], "taxInclusive": false,
             "taxAtPayment": false,                   taxes are split from what is paid in, and invoices add none
             "rounding": "half-away-from-zero",       half-even, up (away-from-zero), down
             "amountDue": "balance",                  total: without what was owed before
             "invoices": "period-end",                as-charged: on each day on which a fee is charged too, with all that is open then
             "changesWait": false,                    as-charged: what a change credits and charges within a period makes no invoice: it is on the next fee's
             "skipsZero": false,                      no invoice of a period that charges nothing, though something is owed from before
             "paymentTermDays": 15, "series": "INV",
             "dunning": [{"days": 1, "action": "remind"}, {"days": 5, "action": "late-fee", "amount": 2, "percent": 1.5, "taxCode": null},
                         {"days": 10, "action": "limit"}, {"days": 20, "action": "suspend", "least": 0, "invoices": null}, {"days": 60, "action": "terminate"}],
                                                      "least": the step is left out while less is overdue; "invoices": while fewer invoices are
             "limited": {"onCredit": false, "policy": null},   what still works after "limit": see below
             "reactivationFee": 0, "reactivationTaxCode": null}},
           "plans": {"basic": {"fee": 30, "every": "monthly", "count": 1,   as above, and never; from its day a year: anniversary, 12; a week: daily, 7
             "model": "in-advance",                   in-arrears, progressive
             "activationFee": 0, "prorateFirst": true, "prorateLast": true, "trialDays": 0,
             "prorationDays": null,                   30: each month has thirty days where parts of it are charged; 28 to 31, of months, not progressive
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
             {"at": …, "do": "pause", …}, {"do": "resume", "startsPeriod": false, "anchorDay": null, "anchor": null, …}, {"do": "cancel", "credit": null, "waivePenalty": false, …},
             {"at": …, "do": "activate", …},
             {"do": "withdraw", "subscription": "s1"},   takes back what an earlier step ordered for later: an end, a change, a pause
             {"at": …, "do": "pay", "amount": 30, "invoice": null}, {"do": "refund", "amount": 10},      money in, for an invoice alone as "void" names it; payments given back, no more than came in
             {"at": …, "do": "pay", "to": {"2": 10, "INV-000003": 249.95}, "amount": null},      for several; null: their sum
             {"at": …, "do": "charge", "amount": 5, "text": "Delivery", "taxCode": null}, {"do": "credit", "amount": 5, "text": null, "taxCode": null},
             {"at": …, "do": "coupon", "customer": "alice", "as": "c1", "text": "Spring", "percent": 20, "amount": null, "invoices": 3, "months": null, "forever": false, "plans": []},
             {"at": …, "do": "end-coupon", "coupon": "c1"},   a coupon of the customer: see below
             {"at": …, "do": "use", "service": "voice", "units": 600},
             {"at": …, "do": "invoice"},              out of turn, for what is charged so far
             {"at": …, "do": "void", "invoice": "INV-000001", "reason": "wrong", "replace": true},      no "invoice", or "last": the newest one that is not void, and no other can be
             {"at": …, "do": "void", "customer": "alice", "invoice": 1},      the first of hers, void ones counted
             {"at": …, "do": "credit-note", "invoice": "INV-000001", "amount": 5, "reason": "kindness", "line": null},      of its line, from 1; null: of all of it
             {"at": …, "do": "delay-dunning", "until": "2026-03-01"}, {"do": "set-class", "class": "other", "taxExempt": null},      null: as it is
             {"at": …, "do": "set-status", "status": "suspended", "ofAccount": true},   active, suspended, closed; else of the customer
             {"at": …, "do": "card", "number": "4242424242424242", "expires": "2099-12"},      kept at the test provider: its numbers are below
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
        A "coupon" is off the customer's invoices that are made from then on, before taxes, a line below zero for each tax code: a "percent"
        of what is charged, or an "amount", never more than that. With "invoices" off each of so many that it takes something off, with "months"
        off each whose period ends within so many from its day, "forever" off each until "end-coupon"; without one of them once: a percentage
        off one invoice, an amount until it is used up, so that what an invoice leaves of it is taken off the next. Of several
        the first one that was given comes first, and the next is of what it left. "void" gives back what the invoice used; with "replace" the other one uses it.
        With "plans" (["basic"]) it is off what subscriptions to these are charged alone, and an invoice without them is none of those that it is for.
        What of a fee is credited later (a change, an end) is what was paid for it: less what coupons took off its line, and no coupon is of that. Before its
        invoice is made it is credited at its price, and coupons are of what is left. After such a credit "void" is refused without "replace".
        With "termRenews" the minimum term begins anew whenever it is over: only an end on the day after its last is free. A "change" with "anchorDay" has anniversaries begin on
        that day of the month from then on: unused days are credited, those until the next such day charged; of several months at a time, if
        that month's is past, those until it comes back at the period's end. A "change" without "plan" is of the
        quantity of the plan in force then. What would drop something that is scheduled for later is refused until that is withdrawn:
        only "cancel" overtakes all of it, and a "change" with "plan" other changes. "use" charges an event at once, by the service's
        name as its tax code; fees, charges and credits have "taxCode": a tax without "codes" is on all but "none", and one with them on what has one of them. Prepaid
        customers have no credit, others a million, unless "creditLimit" says. While dunning limits them, nothing is sold on credit
        (a "use" is refused with InsufficientFunds) unless "onCredit" is true. A step that is refused, or speaks of what no step before
        has made, changes nothing and tells its "problem"; the run goes on. A field that is not known ends it. With "as-charged" what is charged
        on a day that has its invoice is on the next one; usage and single charges wait for that too, or for an "invoice" step.

        Cards: 4242424242424242 pays; 4000000000000002 is declined, 4000000000009995 for want of funds; 4000000000000341 is kept and declined when it
        pays; 4000002760003184 asks its holder, who is not there; 4000000000000119 does not answer. "auto-pay" takes the newest card that is
        kept then and not frozen, so another card is followed by another "auto-pay", which pays at once what was not taken. A decline is tried again
        a day later, the next one after three days more and that after five (Billing__Payments__RetryAfter__0 and on); the last one freezes the card.

        The answer has "problems", how many steps were refused (the run is done all the same, and its exit code is 0; with --strict
        it is 1 then, and where "audit" is not empty), each step (its "problem"
        where it was refused, "charges" that it makes due, "customers" of a show) and for
        each customer "balance" (below zero: owed), "unallocated", "owed", "overdue", "isSuspended", "dunning" ("since": the due date
        of the oldest invoice that is overdue), "isSuspended" false again when dunning has ended it, "payments" with what of each is
        "allocated" to which invoice (of an invoice below zero "credit": its number), "attempts" to be paid from cards with their "state" (credited,
        declined, needs-action, started) and "decline", "subscriptions" with "starts", "trialEnd", "anchor", "nextCharge", "coupons" with what they have "takenOff" by now, "charges" with
        "quantity", "invoices" with "paidBefore" and "creditedBefore" (by credit notes), "lines" (of fees with their "subscription", "kind", "quantity" and the first day of their "period"; "tax" is of the line alone, to the cent, so that the sum may be cents from the invoice's; null where unused days were taxed in another way), "taxes", "settlements", "state"
        (unpaid, partially-paid, paid, overdue, void, nothing-due), and "ledger". "to" is the first day that is not in it. Amounts are
        exact decimals as texts; those of "charges" have up to 5 decimals, of lines and invoices the cents. A trial or a period that charges
        nothing has no invoice (without "skipsZero" one over zero if something is owed from before): where others count theirs, numbers and
        places shift. "audit" is empty when the books are right.

        Where another system's scenario is held against this one:
          account credit   credits, prepaid money or a customer balance there are a "pay" here, or "funds": money that settles the next
                           invoice. A "credit" here is a correction, a line below zero on it.
          invoices         are issued at a period's end, after "closingDelayHours"; where they come with the fee (Kill Bill, Lago, Stripe,
                           Recurly, Chargebee, of fees in advance) the class is "as-charged". One below zero settles others, as credit.
                           An "as-charged" one is made at once, so of several orders of a day the first has it. For one with all of them the
                           customer begins in a class of "period-end", and "set-class" to the other one is the last step of the instant.
                           Where what a change credits and charges is on the next renewal's (Stripe's create_prorations, Polar's prorate) the
                           class has "changesWait". What waits is on the invoice of a billing period's end too, if that is before the
                           next fee: so such a class is billed as its plans are, or by longer periods (yearly).
          parts            of a period are whole days of the zone, by the days of the period; a change's day is the new plan's. Stripe and
                           Recurly count seconds: give them times at midnight. Kill Bill's fixed days are "prorationDays".
                           Lago charges the day of an end too: give "from", the day after. Its trial ends at the hour, here with the day.
          rounding         a charge has 5 decimals, and an invoice's line the cents of its sum; where each item has cents, sums may differ by one.
          anchors          "monthly" and "yearly" are of the calendar, "anniversary" of the day of the first fee, which is after a trial, or of "anchorDay" and
                           "anchor" (Kill Bill's BCD, Stripe's billing_cycle_anchor). Days 29 to 31 are a short month's last, and come back. A
                           billing day is moved by a "change" with "anchorDay" and no plan, or by a "resume" with it: at once, or, as Kill Bill does,
                           after what is charged already, with "atPeriodEnd".
          changes          credit and charge at once. At the term's end (Kill Bill's END_OF_TERM, a downgrade of Lago's) is "atPeriodEnd". Stripe's
                           without proration is "atPeriodEnd" too, for the money; with a new period "startsPeriod" and "credit" none. Another length of period begins
                           with the change, as with Polar; in Lago and Kill Bill it keeps its day, so give "anchorDay" or "anchor". One that is
                           dated back beyond the running period, or before an invoice, is refused: a "change" with "startsPeriod" and "credit"
                           full today charges the new plan from today and gives back what ran.
          alignment        Kill Bill's START_OF_SUBSCRIPTION is what happens without a word, CHANGE_OF_PLAN "startsPeriod", with the new plan's trial
                           "trialEnd"; START_OF_BUNDLE the base's "anchorDay".
          trials           are of a subscription's start, and go on through a change. A first part that is to be free is a "trialEnd".
                           Phases within a period (an intro week, a fixed term) are a second plan, and a "change" to it with "from" ordered at once.
          ends             credit by "prorateLast", or by "credit" (Chargebee's none, prorate and full, Recurly's none, partial and full). Money
                           itself goes back by a "refund" only. So many periods (Kill Bill's FIXEDTERM, Chargebee's billing cycles, Recurly's
                           total_billing_cycles) are a "cancel" with "from" ordered at once. Kill Bill's START_OF_TERM is "credit" full.
          pauses           credit the days that are left, and charge those that are left when they end. Where fees go on and are void, void them.
          discounts        are a plan's. A customer's (Lago's applied coupons, Stripe's, Recurly's) are a "coupon". Lago's "once" of an amount is one
                           without a length, its "recurring" has "invoices"; Stripe's "once" of an amount, whose rest is lost, "invoices" 1,
                           its "repeating" "months". One that is for some plans only is a "charge" below zero, with their "taxCode".
          payments         settle the oldest invoice first, but for "invoice" and "to": what is left of those goes by that rule.
          voids            free what had settled the invoice, for others. Only the newest one can be void; with "replace", which is meant
                           unless you say false, another one with the same charges is made at once.
          notes            are of an amount with its taxes (Lago's items are without), of one "line" or of all. An end credits its days after one, up
                           to what it left, as Kill Bill does; no more than that is given back of an invoice in any order.
          dunning          counts days from the oldest due date that is open, not from payments that failed. Kill Bill's states by amount and
                           Lago's thresholds are "least", its states by the number of unpaid invoices "invoices", of those that are overdue: with
                           "paymentTermDays" 0 from the day after each. What was reached stays until nothing is overdue. Lago's attempts are days too: give each its day after the due date. While
                           "waivedWhileSuspended" plans are suspended their days are credited, which makes less overdue.

        The class that does as most of them do, and all of an example:
          {"start": "2026-06-01", "until": "2026-07-02",
           "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total"}},
           "plans": {"basic": {"fee": 10, "every": "anniversary"}, "pro": {"fee": 20, "every": "anniversary"}},
           "customers": {"ann": {}},
           "steps": [{"do": "subscribe", "plan": "basic", "as": "s"}, {"do": "pay", "amount": 10, "invoice": "last"},
                     {"at": "2026-06-16", "do": "change", "subscription": "s", "plan": "pro"}]}
        answers, of ann, in short:
          charges   2026-06-01 fee 10 (06-01..07-01); 06-16 credit -5 and fee 10 (06-16..07-01); 07-01 fee 20 (07-01..08-01)
          invoices  INV-000001 of 06-01 10.00 paid; INV-000002 of 06-16: basic: unused days -5.00, pro 10.00 = 5.00 overdue since 07-01;
                    INV-000003 of 07-01 20.00 unpaid, due 07-16; balance -25, owed 25, overdue 5, problems 0, audit empty

        With --data FOLDER it notes there how far it has come. Killed at any point and begun again with the same file and folder it
        goes on: each order's operation id is made of its step's number, and the clock is what it was. A step that was done but not
        noted is done again, and may then tell no "charges". --kills N does that by itself, with SIGKILL at random points and each
        third time to the database too, and compares with a run in one go; --year N takes a made-up year of N customers for a file.
        """;
}
