using AngleSharp.Html.Dom;
using Billing.Portal.Desk;
using Billing.Portal.Forms;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Tests.Forms;

/// <summary>A choice is the browser's own list: it tells at once, before the button that is pressed next.</summary>
public sealed class EditChoiceTests : BunitContext
{
    private static readonly (long? Value, string Text)[] Calendars = [(null, "none"), (7, "Office hours"), (9, "Weekends")];

    private long? _chosen = 7;

    public EditChoiceTests() => Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();

    [Fact]
    public void What_is_chosen_is_told_by_its_value()
    {
        var choice = Show(Calendars);
        var list = (IHtmlSelectElement)choice.Find("select");
        Assert.Equal("Office hours", list.SelectedOptions.Single().TextContent);

        list.Change("2");
        Assert.Equal(9, _chosen);

        list.Change("0"); // nothing is a choice too
        Assert.Null(_chosen);
    }

    [Fact]
    public void What_is_none_of_the_choices_is_shown_as_nothing()
    {
        _chosen = 8;

        var list = (IHtmlSelectElement)Show(Calendars).Find("select");

        Assert.Equal("", list.Value);
        Assert.Equal(["none", "Office hours", "Weekends"], list.Options.Where(one => !one.HasAttribute("hidden")).Select(one => one.TextContent));
    }

    [Fact]
    public void Its_label_and_what_is_wrong_with_it_belong_to_it()
    {
        var choice = Show(Calendars, problem: "expected one that knows the period \"peak\"");
        var list = choice.Find("select");

        Assert.Equal("Rate periods", choice.Find($"label[for={list.Id}]").TextContent);
        Assert.Equal("true", list.GetAttribute("aria-invalid"));
        Assert.Contains("peak", choice.Find($"#{list.GetAttribute("aria-describedby")}").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<EditChoice<long?>> Show((long?, string)[] choices, string? problem = null) =>
        Render<EditChoice<long?>>(form => form
            .Add(it => it.Label, "Rate periods")
            .Add(it => it.Choices, choices)
            .Add(it => it.Problem, problem)
            .Add(it => it.Value, _chosen)
            .Add(it => it.ValueChanged, value => _chosen = value));
}
