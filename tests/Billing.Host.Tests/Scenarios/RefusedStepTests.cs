using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>A step that cannot be done is told as its problem, changes nothing, and the run goes on.</summary>
public sealed class RefusedStepTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Whatever_is_wrong_with_a_step_is_its_problem()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "classes": {"default": {"closingDelayHours": 0}},
             "plans": {"dear": {"fee": 1000000000}, "bound": {"fee": 1000000000, "every": "daily", "minimumTermMonths": 120, "earlyEnd": "remaining-fees"}, "plain": {"fee": 31}},
             "customers": {"ann": {}},
             "steps": [
               {"do": "subscribe", "plan": "dear", "quantity": 1000000, "as": "s"},
               {"do": "cancel", "subscription": "s"},
               {"do": "subscribe", "plan": "bound"},
               {"do": "subscribe", "plan": "plain", "quantity": 4294967297},
               {"do": "void", "invoice": "INV-000009"},
               {"do": "revoke", "use": "call"},
               {"do": "redeem", "vouchers": "spring"},
               {"do": "subscribe", "plan": "plain", "as": "s"},
               {"do": "change", "subscription": "s", "plan": "dear", "quantity": 1000000},
               {"do": "change", "subscription": "t", "quantity": 2},
               {"at": "2026-02-02", "do": "credit-note", "invoice": "INV-000001", "amount": 31},
               {"do": "credit-note", "invoice": "INV-000001", "amount": 1},
               {"do": "charge", "amount": "1.234567"},
               {"do": "set-status", "status": "closed"},
               {"do": "subscribe", "plan": "plain"}]}
            """);

        Assert.Equal(
            [
                "quantity: expected so many that the fee of a period is 1000000000 at the most",
                "subscription: expected one that an earlier step made, not \"s\"",
                "quantity: expected so many that the fees of the minimum term are 1000000000000 at the most",
                "quantity: expected 1 to 1000000",
                "invoice: expected the number of an invoice, not \"INV-000009\"",
                "use: expected one that an earlier step made, not \"call\"",
                "vouchers: expected one that an earlier step made, not \"spring\"",
                null,
                "quantity: expected so many that the fee of a period is 1000000000 at the most",
                "subscription: expected one that an earlier step made (s), not \"t\"",
                null,
                "invoice: expected one of which something is left to credit, nothing is of INV-000001",
                "amount: expected a number other than zero, with no more than 5 decimals",
                null,
                "account: expected one of the customer's that is not closed",
            ],
            Enumerable.Range(0, 15).Select(told.Problem));
        Assert.Equal("refused in the scenario: 12 steps", told.Fault);
        Assert.Equal("-1.10714", told.Balance("ann")); // January is credited, of February there was a day
    }
}
