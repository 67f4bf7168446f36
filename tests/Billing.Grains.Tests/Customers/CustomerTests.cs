using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Core.Customers;
using NodaTime;

namespace Billing.Grains.Tests.Customers;

public sealed class CustomerTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    [Fact]
    public async Task A_customer_is_made_once_and_edited_by_who_saw_its_newest_version()
    {
        var operation = Office.Unique("op");
        var details = new CustomerDetails(
            "Ada", "ada@example.com", "business", "Europe/Madrid", "es-ES", "EUR", "Ada y Cía", "+34 600 000 000",
            new("Calle 1", "Madrid", "28001", null, "ES"), Office.Unique("crm"), "calls in the evening", 3,
            TaxNumber: "ESB12345678", InvoiceNote: "Order 4500012345");
        var made = await _office.Creation(operation).CreateCustomerAsync(details, Office.Anna);
        var again = await _office.Creation(operation).CreateCustomerAsync(details, Office.Anna);
        Assert.Equal((made.Id, true, false), (again.Id, again.WasDoneBefore, made.WasDoneBefore));
        Office.IsRefused(await _office.Creation(operation).CreateCustomerAsync(details with { Name = "Eve" }, Office.Anna), "OperationId");

        var customer = _office.Grains.GetGrain<ICustomerGrain>(made.Id);
        var seen = (await customer.GetAsync())!;
        Assert.Equal((details, CustomerStatus.Active, $"C-{100_000 + made.Id}"), (seen.Details, seen.Status, seen.Number));

        var edited = await customer.EditAsync(details with { ZoneId = "America/New_York", Notes = null }, new(Office.Anna, seen.Version));
        Assert.Equal(ChangeResult.Done, edited.Result);
        Assert.Equal(ChangeResult.Conflict, (await customer.EditAsync(details, new(Office.Anna, seen.Version))).Result);
        Assert.Equal("America/New_York", (await customer.GetAsync())!.Details.ZoneId);
        Assert.Equal(ChangeResult.NotFound, (await _office.Grains.GetGrain<ICustomerGrain>(999_999).EditAsync(details, new(Office.Anna, 1))).Result);

        var log = await _office.LogOfAsync(EntityKinds.Customer, made.Id);
        Assert.Equal(["edit", "create"], log.Select(line => line.Action));
        Assert.Contains("time zone Europe/Madrid → America/New_York", log[0].Sentence, StringComparison.Ordinal);
        Assert.Contains("\"Europe/Madrid\"", log[0].OldJson, StringComparison.Ordinal);
        Assert.Equal((Office.Anna, Office.Anna), (log[0].By, log[1].By));
    }

    // An older program beside this one, as long as an update lasts: what it sends does not say what invoices print.
    [Fact]
    public async Task What_is_not_said_of_invoices_stays_and_what_is_empty_goes()
    {
        var made = await _office.Creation().CreateCustomerAsync(new("Ada", TaxNumber: "ESB12345678", InvoiceNote: ""), Office.Anna);
        var customer = _office.Grains.GetGrain<ICustomerGrain>(made.Id);
        Assert.Equal(("ESB12345678", null), await PrintedAsync());
        await EditAsync(new("Ada Lovelace"));
        await EditAsync(new("Ada Lovelace", InvoiceNote: "Order 7"));
        Assert.Equal(("ESB12345678", "Order 7"), await PrintedAsync());
        await EditAsync(new("Ada Lovelace", TaxNumber: ""));
        Assert.Equal((null, "Order 7"), await PrintedAsync());

        async Task EditAsync(CustomerDetails details) =>
            Assert.Equal(ChangeResult.Done, (await customer.EditAsync(details, new(Office.Anna, (await customer.GetAsync())!.Version))).Result);

        async Task<(string? TaxNumber, string? Note)> PrintedAsync()
        {
            var details = (await customer.GetAsync())!.Details;

            return (details.TaxNumber, details.InvoiceNote);
        }
    }

    [Fact]
    public async Task What_is_wrong_is_named_field_by_field_and_nothing_is_made()
    {
        var reply = await _office.Creation().CreateCustomerAsync(
            new("", "no address", "No Class", "Mars/Olympus", "english", "usd", MaxSessions: 0), Office.Anna);

        Assert.Equal(
            ["Name", "Email", "Class", "ZoneId", "Culture", "Currency", "MaxSessions"],
            reply.Problems.Select(problem => problem.Field));
        Office.IsRefused(await _office.Creation().CreateCustomerAsync(new("Ada"), ""), "By");

        var reference = Office.Unique("crm");
        Office.Done(await _office.Creation().CreateCustomerAsync(new("Ada", ExternalReference: reference), Office.Anna));
        Office.IsRefused(await _office.Creation().CreateCustomerAsync(new("Eve", ExternalReference: reference), Office.Anna), "ExternalReference");
    }

    [Fact]
    public async Task A_suspension_holds_for_all_accounts_at_once_and_ends_when_it_is_over()
    {
        var customerId = await _office.CustomerAsync();
        var productId = await _office.ProductAsync(1);
        var (accountId, login, password) = await _office.AccountAsync(customerId, productId);
        var balanceId = (await _office.ViewAsync(accountId)).BalanceId;
        await _office.FundAsync(balanceId, 10);
        Assert.Equal(AccessResult.Granted, (await _office.CallAsync(accountId, login, password)).Result);

        var customer = _office.Grains.GetGrain<ICustomerGrain>(customerId);
        var until = SystemClock.Instance.GetCurrentInstant() + Duration.FromSeconds(5);
        Office.IsRefused(await customer.SetStatusAsync(new(CustomerStatus.Suspended, null, null, new(Office.Anna, 1))), "Reason");
        var version = (await customer.GetAsync())!.Version;
        Office.Done(await customer.SetStatusAsync(new(CustomerStatus.Suspended, until, "unpaid", new(Office.Anna, version))));
        Assert.Equal(AccessResult.Blocked, (await _office.CallAsync(accountId, login, password)).Result);

        await Office.UntilAsync(
            async () =>
            {
                var sweeper = _office.Grains.GetGrain<IDueChangesGrain>(0);
                await sweeper.SweepAsync();
                await silos.Cluster.DeactivateAsync(sweeper); // it may look again at once

                return (await customer.GetAsync())!.Status is CustomerStatus.Active;
            },
            "the suspension is lifted");
        Assert.Equal(AccessResult.Granted, (await _office.CallAsync(accountId, login, password)).Result);
        var log = await _office.LogOfAsync(EntityKinds.Customer, customerId);
        Assert.Equal([("activate", "(due)"), ("suspend", Office.Anna), ("create", Office.Anna)], log.Select(line => (line.Action, line.By)));
    }
}
