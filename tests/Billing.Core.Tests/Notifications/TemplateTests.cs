using System.Globalization;
using Billing.Core.Notifications;
using CsCheck;
using NodaTime;

namespace Billing.Core.Tests.Notifications;

public sealed class TemplateTests
{
    private static readonly EventTerms LowBalance = EventTerms.Of(NotificationEvent.LowBalance);

    [Theory]
    [InlineData("You have {left}.", null)]
    [InlineData("{customer}, {{this}} is no placeholder", null)]
    [InlineData("", null)]
    [InlineData("You have {rest}.", "the placeholders {left}, {threshold}, {customer}, {customerNumber}, {company}, {portal}, not {rest}")]
    [InlineData("You have {left", "a name and } after each {; a brace that is meant is written twice")]
    [InlineData("You have left}", "a name and } after each {; a brace that is meant is written twice")]
    [InlineData("{?left}You have {left}{/left}{!left}You have nothing{/left}", null)]
    [InlineData("{?rest}You have{/rest}", "the placeholders {left}, {threshold}, {customer}, {customerNumber}, {company}, {portal}, not {?rest}")]
    [InlineData("{?left}You have", "{/name} after {?name} or {!name}, and no other of them before it")]
    [InlineData("You have{/left}", "{/name} after {?name} or {!name}, and no other of them before it")]
    [InlineData("{?left}{!threshold}You have{/threshold}{/left}", "{/name} after {?name} or {!name}, and no other of them before it")]
    [InlineData("{?left}You have{/threshold}", "{/name} after {?name} or {!name}, and no other of them before it")]
    [InlineData("You have { left }", "the placeholders {left}, {threshold}, {customer}, {customerNumber}, {company}, {portal}, not { left }")]
    public void What_is_wrong_with_a_text_is_said_once(string text, string? problem) => Assert.Equal(problem, Template.Problem(text, LowBalance));

    [Theory]
    [InlineData("en-GB", "1,234.57 USD until 1 Dec 2026, 12,000 of Minutes")]
    [InlineData("es-ES", "1.234,57 USD until 1 dic 2026, 12.000 of Minutes")]
    [InlineData("de-CH", "1’234.57 USD until 1 Dez. 2026, 12’000 of Minutes")]
    public void Facts_are_written_in_the_customers_way(string culture, string expected)
    {
        NamedFact[] facts =
        [
            new("left", new Fact.Amount(1234.56789m, "USD")), new("due", new Fact.Day(new LocalDate(2026, 12, 1))),
            new("count", new Fact.Number(12_000)), new("name", new Fact.Words("Minutes")),
        ];

        Assert.Equal(expected, Template.Render("{left} until {due}, {count} of {name}", facts, CultureInfo.GetCultureInfo(culture)));
    }

    [Theory]
    [InlineData("2.5", "USD", "Pay now. Fee: 2.50 USD.")]
    [InlineData("0.004", "USD", "Pay now. No fee.")]
    [InlineData("0.004", "KWD", "Pay now. Fee: 0.004 KWD.")]
    public void What_is_zero_may_be_left_out_or_said_in_other_words(string fee, string currency, string expected) => Assert.Equal(
        expected,
        Template.Render(
            "Pay now.{?fee} Fee: {fee}.{/fee}{!fee} No fee.{/fee}",
            [new("fee", new Fact.Amount(decimal.Parse(fee, CultureInfo.InvariantCulture), currency))],
            CultureInfo.GetCultureInfo("en-GB")));

    // Nobody is asked for 0.00, or told of a fee of it.
    [Theory]
    [InlineData(NotificationEvent.InvoiceIssued, "Its total is 0.00 USD; there is nothing to pay.", "El total es 0,00 USD; no tiene que pagar nada.")]
    [InlineData(NotificationEvent.Overdue, "Please pay now.\n", "Pague ahora, por favor.\n")]
    [InlineData(NotificationEvent.Restored, "and your services are back.\n", "y sus servicios están de vuelta.\n")]
    public void Of_nothing_to_pay_the_texts_say_nothing(NotificationEvent told, string english, string spanish)
    {
        NamedFact[] facts =
        [
            .. EventTerms.Of(told).Placeholders.Concat(EventTerms.Common).Select(name => new NamedFact(name, name is "due" or "from" or "to" or "since"
                ? new Fact.Day(new LocalDate(2026, 12, 1))
                : new Fact.Amount(0, "USD"))),
        ];

        Assert.Contains(english, BuiltInTemplates.Of(told, "en").Render(facts, CultureInfo.GetCultureInfo("en-GB")).Body, StringComparison.Ordinal);
        Assert.Contains(spanish, BuiltInTemplates.Of(told, "es").Render(facts, CultureInfo.GetCultureInfo("es-ES")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_yen_has_no_cents() => Assert.Equal("1,235 JPY", new Fact.Amount(1234.5m, "JPY").Text(CultureInfo.GetCultureInfo("en-GB")));

    [Fact]
    public void What_is_not_known_is_an_error_that_names_it()
    {
        var failure = Assert.Throws<FormatException>(() => Template.Render("{left} {rest}", [new("left", new Fact.Words("5"))], CultureInfo.InvariantCulture));

        Assert.Equal("the template has {rest}, which this notification does not say", failure.Message);
    }

    [Fact]
    public void A_subject_is_one_line_whatever_is_in_it() => Assert.Equal(
        "For Ann  Bcc: all@example.com",
        new Template("For {customer}", "x").Render([new("customer", new Fact.Words("Ann\r\nBcc: all@example.com"))], CultureInfo.InvariantCulture).Subject);

    [Fact]
    public void Every_event_has_its_own_texts_in_every_language()
    {
        foreach (var terms in EventTerms.All)
        {
            var texts = BuiltInTemplates.Languages.Select(language => BuiltInTemplates.Of(terms.Event, language)).ToArray();

            Assert.All(texts, text => Assert.Equal((null, null), (Template.Problem(text.Subject, terms), Template.Problem(text.Body, terms))));
            Assert.Equal(texts.Length, texts.DistinctBy(text => text.Body).Count());
            Assert.Equal(terms, EventTerms.Of(terms.Name));
        }

        Assert.Equal(Enum.GetValues<NotificationEvent>(), EventTerms.All.Select(terms => terms.Event));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(3, 16)]
    [InlineData(5, 256)]
    [InlineData(6, 360)]
    [InlineData(1_000, 360)]
    public void Pauses_grow_to_six_hours(int tries, int minutes) =>
        Assert.Equal(Duration.FromMinutes(minutes), Backoff.After(tries, Duration.FromMinutes(1)));

    [Fact]
    public void A_text_with_its_braces_doubled_is_rendered_as_it_is() =>
        Gen.String.Sample(text => Template.Render(text.Replace("{", "{{").Replace("}", "}}"), [], CultureInfo.InvariantCulture) == text);
}
