using Billing.Contracts.Changes;
using Billing.Portal.Desk;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using MudBlazor;
using MudBlazor.Services;

namespace Billing.Portal.Tests.Desk;

/// <summary>What a change that was made offers to take back, and what becomes of the offer.</summary>
public sealed class UndoDeskTests : BunitContext
{
    private readonly List<Edit> _undone = [];
    private ChangeReply _answer = new(ChangeResult.Done);
    private int _shown;

    public UndoDeskTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        Services.AddScoped<Clerk>();
        Services.AddScoped<UndoDesk>();
        var user = AddAuthorization();
        user.SetAuthorized("anna");
        user.SetPolicies("customers");
    }

    [Fact]
    public async Task It_is_undone_in_the_name_of_who_asks_and_only_of_the_version_that_was_made()
    {
        await OfferAndClickAsync();

        Assert.Equal([new Edit("anna", 4)], _undone);
        Assert.Equal(1, _shown);
        Assert.Contains("Undone: it is as it was before.", Said);
    }

    [Fact]
    public async Task What_another_changed_meanwhile_is_left_alone_and_that_is_said()
    {
        _answer = ChangeReply.Conflict;
        await OfferAndClickAsync();

        Assert.Equal(0, _shown);
        Assert.Contains("Not undone: somebody changed it meanwhile. Nothing of theirs was touched.", Said);
    }

    [Fact]
    public async Task An_order_that_changed_nothing_gives_nothing_to_undo()
    {
        var shown = Render<MudSnackbarProvider>();
        await shown.InvokeAsync(() => Offer(seen: 4, made: 4));

        Assert.Equal(["Closed"], Said);
        Assert.DoesNotContain(shown.FindAll("button"), button => button.TextContent.Trim() == "Undo");
    }

    [Fact]
    public async Task The_same_words_again_offer_to_take_back_their_own_change()
    {
        var shown = Render<MudSnackbarProvider>();
        await shown.InvokeAsync(() => Offer(seen: 3, made: 4));
        await shown.InvokeAsync(() => Offer(seen: 5, made: 6));

        await shown.FindAll("button").Last(button => button.TextContent.Trim() == "Undo").ClickAsync(new());

        Assert.Equal([new Edit("anna", 6)], _undone);
    }

    [Fact]
    public void A_failure_is_shown_however_much_was_said_just_before()
    {
        var configuration = new ServiceCollection().AddLogging().AddBillingPortal().BuildServiceProvider().GetRequiredService<IOptions<SnackbarConfiguration>>();
        using var snackbar = new SnackbarService(Services.GetRequiredService<NavigationManager>(), TimeProvider.System, configuration);

        for (var done = 0; done < 20; done++)
        {
            snackbar.Add($"Saved {done}", Severity.Success);
        }

        snackbar.Add("Not undone", Severity.Error);

        Assert.Contains(snackbar.ShownSnackbars, one => one.Message == "Not undone");
    }

    private string?[] Said => [.. Services.GetRequiredService<ISnackbar>().ShownSnackbars.Select(one => one.Message)];

    private async Task OfferAndClickAsync()
    {
        var shown = Render<MudSnackbarProvider>();
        await shown.InvokeAsync(() => Offer(seen: 3, made: 4));
        var undo = Assert.Single(shown.FindAll("button"), button => button.TextContent.Trim() == "Undo");
        await undo.ClickAsync(new());
    }

    private void Offer(long seen, long made) => Services.GetRequiredService<UndoDesk>().Offer(
        "Closed", "customers", seen, new(ChangeResult.Done, 7, made),
        edit =>
        {
            _undone.Add(edit);

            return Task.FromResult(_answer);
        },
        () =>
        {
            _shown++;

            return Task.CompletedTask;
        });
}
