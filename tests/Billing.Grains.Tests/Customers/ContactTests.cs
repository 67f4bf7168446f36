using System.Text.RegularExpressions;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Grains.Tests.Notifications;

namespace Billing.Grains.Tests.Customers;

/// <summary>What subscribers change of who they are, and an address that counts only when it is confirmed.</summary>
[Collection(nameof(NotificationTests))] // its mail server is away for a while
public sealed class ContactTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    [Fact]
    public async Task Contact_data_are_changed_without_what_the_customer_is_charged_by_and_are_written_down()
    {
        var (customer, contact) = await MakeAsync("old@example.com");
        var before = (await customer.GetAsync())!;
        var seen = (await contact.GetAsync())!;
        Assert.Equal(("Ada", "old@example.com", "en-GB", null), (seen.Details.Name, seen.Details.Email, seen.Details.Culture, seen.Unconfirmed));

        var reply = await contact.EditAsync(
            new("Ada Byron", "old@example.com", "+44 20 7946 0000", new("St James's Square 12", "London", "SW1Y 4JH", null, "GB"), "es-ES"), new("ada", seen.Version));
        Assert.Equal(ChangeResult.Done, reply.Result);
        var after = (await customer.GetAsync())!;
        Assert.Equal(
            before.Details with { Name = "Ada Byron", Phone = "+44 20 7946 0000", Address = new("St James's Square 12", "London", "SW1Y 4JH", null, "GB"), Culture = "es-ES" },
            after.Details);
        var line = (await _office.LogOfAsync(EntityKinds.Customer, before.CustomerId))[0];
        Assert.Equal(("edit", "ada"), (line.Action, line.By));

        // Who saw an older state, or says what is none, changes nothing; without an address nothing is confirmed.
        Assert.Equal(ChangeResult.Conflict, (await contact.EditAsync(seen.Details, new("ada", seen.Version))).Result);
        Office.IsRefused(await contact.EditAsync(seen.Details with { Name = "", Email = "none" }, new("ada", after.Version)), "Name");
        Assert.Equal(ChangeResult.Done, (await contact.EditAsync(seen.Details with { Email = null }, new("ada", after.Version))).Result);
        Assert.Null((await customer.GetAsync())!.Details.Email);
        Assert.Null(await _office.Grains.GetGrain<IContactGrain>(999_999).GetAsync());
    }

    [Fact]
    public async Task Another_address_counts_when_who_has_it_tells_its_code_and_wrong_ones_do_not_go_on_for_ever()
    {
        var (customer, contact) = await MakeAsync("old@example.com");
        var address = $"{Guid.NewGuid():N}@example.com";
        var seen = (await contact.GetAsync())!;
        Assert.Equal(ChangeResult.Done, (await contact.EditAsync(seen.Details with { Email = address }, new("ada", seen.Version))).Result);
        Assert.Equal("old@example.com", (await customer.GetAsync())!.Details.Email);
        Assert.Equal(address, (await contact.GetAsync())!.Unconfirmed);
        var code = Code(address);

        // Another address at once would be a way to send mail to anybody.
        Office.IsRefused(await contact.EditAsync(seen.Details with { Email = "other@example.com" }, new("ada", (await contact.GetAsync())!.Version)), "Email");
        Office.IsRefused(await contact.ConfirmAsync(code == "000000" ? "000001" : "000000", "ada"), "Code");
        Assert.Equal(ChangeResult.Done, (await contact.ConfirmAsync($" {code} ", "ada")).Result);
        Assert.Equal((address, null), ((await customer.GetAsync())!.Details.Email, (await contact.GetAsync())!.Unconfirmed));
        Office.IsRefused(await contact.ConfirmAsync(code, "ada"), "Code"); // once

        // The sixth try of a code is refused though it is the right one.
        var (second, guessed) = await MakeAsync(null);
        var other = $"{Guid.NewGuid():N}@example.com";
        seen = (await guessed.GetAsync())!;
        await guessed.EditAsync(seen.Details with { Email = other }, new("eve", seen.Version));

        for (var guess = 0; guess < 5; guess++)
        {
            Office.IsRefused(await guessed.ConfirmAsync("12345", "eve"), "Code");
        }

        Office.IsRefused(await guessed.ConfirmAsync(Code(other), "eve"), "Code");
        Assert.Null((await second.GetAsync())!.Details.Email);
        await guessed.GiveUpAsync();
        Assert.Null((await guessed.GetAsync())!.Unconfirmed);
    }

    [Fact]
    public async Task An_address_that_the_mail_server_refuses_is_named_and_nothing_is_changed()
    {
        var (customer, contact) = await MakeAsync("old@example.com");
        var seen = (await contact.GetAsync())!;

        Office.IsRefused(await contact.EditAsync(seen.Details with { Name = "Eve", Email = $"ada@{silos.Mail.RefusedPart}example" }, new("ada", seen.Version)), "Email");
        Assert.Equal(("Ada", "old@example.com"), ((await customer.GetAsync())!.Details.Name, (await customer.GetAsync())!.Details.Email));
    }

    private string Code(string address) => Regex.Match(Assert.Single(silos.Mail.MailsTo(address)).TextBody ?? "", "[0-9]{6}").Value;

    private async Task<(ICustomerGrain Customer, IContactGrain Contact)> MakeAsync(string? email)
    {
        var made = await _office.Creation().CreateCustomerAsync(new("Ada", email, "business", "Europe/Madrid", Notes: "pays late"), Office.Anna);

        return (_office.Grains.GetGrain<ICustomerGrain>(made.Id), _office.Grains.GetGrain<IContactGrain>(made.Id));
    }
}
