using System.CommandLine;
using System.Globalization;
using Billing.Core.Allowances;
using Billing.Host.Verbs;

namespace Billing.Host.Tests.Verbs;

/// <summary>What is typed is read alike on a machine of any language, and what is wrong with it is one line.</summary>
public sealed class TypedTests
{
    [Theory]
    //          language  typed       read
    [InlineData("en-US", "1.50", "1.50")]
    [InlineData("de-DE", "1.50", "1.50")]
    [InlineData("de-DE", "-0.05", "-0.05")]
    [InlineData("en-US", "1,50", null)]
    [InlineData("de-DE", "1,50", null)]
    [InlineData("en-US", "1,500", null)]
    [InlineData("fr-FR", "1 500", null)]
    [InlineData("en-US", "1e3", null)]
    [InlineData("en-US", "", null)]
    public void An_amount_has_a_point_and_no_thousands_in_every_language(string language, string typed, string? read)
    {
        var before = CultureInfo.CurrentCulture;

        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language);
            var (amount, part) = (Typed.Number("amount", ""), Typed.NumberOption("--part", ""));
            var parsed = new RootCommand { amount, part }.Parse([typed, "--part", typed]);

            if (read is null)
            {
                Assert.Equal(
                    [$"--part: expected a decimal number such as 5.00, not \"{typed}\"", $"amount: expected a decimal number such as 5.00, not \"{typed}\""],
                    parsed.Errors.Select(error => error.Message).Order(StringComparer.Ordinal));
            }
            else
            {
                var expected = decimal.Parse(read, CultureInfo.InvariantCulture);
                Assert.Equal((expected, (decimal?)expected), (parsed.GetValue(amount), parsed.GetValue(part)));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void An_amount_that_is_not_typed_is_none()
    {
        var part = Typed.NumberOption("--part", "");

        Assert.Null(new RootCommand { part }.Parse([]).GetValue(part));
        Assert.Single(new RootCommand { part }.Parse(["--part"]).Errors);
    }

    // The parser's own words name types of the program, and list the names of an enum in lines of their own.
    [Theory]
    [InlineData("--count: expected a whole number of no more than 2147483647, not \"many\"", "--count", "many")]
    [InlineData("--count: expected a whole number of no more than 2147483647, not \"99999999999\"", "--count", "99999999999")]
    [InlineData("number: expected a whole number, not \"x\"", "x")]
    [InlineData("--then: expected one of PayAsYouGo, Block, Limit, not \"sometimes\"", "--then", "sometimes")]
    [InlineData("--then: expected one of PayAsYouGo, Block, Limit, not \"7\"", "--then", "7")]
    [InlineData("--then: expected one of PayAsYouGo, Block, Limit, not \"Block,Limit\"", "--then", "Block,Limit")]
    [InlineData(null, "--then", "limit", "--count", "-3", "--is", "true", "7")]
    [InlineData(null)]
    public void What_cannot_be_read_is_one_line_with_what_was_expected(string? expected, params string[] typed)
    {
        var command = new RootCommand
        {
            new Argument<long?>("number") { Arity = ArgumentArity.ZeroOrOne }, new Option<int>("--count"), new Option<bool?>("--is"), new Option<Exhaustion>("--then"),
        };

        Assert.Equal(expected, Typed.Problem(command.Parse(typed)));
    }
}
