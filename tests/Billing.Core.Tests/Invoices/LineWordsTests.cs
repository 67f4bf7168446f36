using Billing.Core.Invoices;

namespace Billing.Core.Tests.Invoices;

public sealed class LineWordsTests
{
    public static TheoryData<LineWording> Wordings => [.. Enum.GetValues<LineWording>().Except([LineWording.AsIs])];

    [Theory]
    [MemberData(nameof(Wordings))]
    public void Each_kind_of_line_has_words_of_its_own_in_each_language_and_about_the_same_thing(LineWording wording)
    {
        var (english, spanish) = (LineWords.Text(wording, "en-GB", "Fibre"), LineWords.Text(wording, "es-AR", "Fibre"));

        Assert.NotEqual(english, spanish);
        Assert.Equal(english.StartsWith("Fibre: ", StringComparison.Ordinal), spanish.StartsWith("Fibre: ", StringComparison.Ordinal));
        Assert.Single(Enum.GetValues<LineWording>(), other => LineWords.Text(other, "es", "Fibre") == spanish);
    }

    [Theory]
    [InlineData("en-GB")]
    [InlineData("es")]
    [InlineData("est-EE")]
    public void What_the_operator_wrote_stays_as_it_is(string culture) => Assert.Equal("Fibre", LineWords.Text(LineWording.AsIs, culture, "Fibre"));

    [Fact]
    public void Other_languages_have_the_words_of_the_first() => Assert.Equal("Late fee", LineWords.Text(LineWording.LateFee, "est-EE", ""));
}
