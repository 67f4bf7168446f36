using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Billing.Host.Verbs;

/// <summary>Amounts, percentages and sizes as they are typed, on a machine of any language.</summary>
/// <remarks>
/// The parser's own reading is the machine's: on a German one 1.5 is 15, and on an English one so is 1,5. Here a point separates
/// decimals, and nothing separates thousands.
/// </remarks>
internal static class Typed
{
    public static Argument<decimal> Number(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => Read(result, name) ?? 0,
    };

    public static Option<decimal?> NumberOption(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => Read(result, name),
    };

    /// <summary>A name or key that something is kept under.</summary>
    /// <param name="most">Characters.</param>
    public static Argument<string> Text(string name, string description, int most)
    {
        var text = new Argument<string>(name) { Description = description };
        text.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var typed }] && !IsText(typed, most))
            {
                result.AddError(FormattableString.Invariant($"{name}: expected 1 to {most} characters"));
            }
        });

        return text;
    }

    /// <inheritdoc cref="Text"/>
    public static Option<string> TextOption(string name, string description, int most, bool isRequired = false)
    {
        var text = new Option<string>(name) { Description = description, Required = isRequired };
        text.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var typed }] && !IsText(typed, most))
            {
                result.AddError(FormattableString.Invariant($"{name}: expected 1 to {most} characters"));
            }
        });

        return text;
    }

    /// <summary>Says what is wrong with a whole number that is not within bounds. One that cannot be read is no validator's matter: it would fail on it.</summary>
    public static void Within(OptionResult result, string name, int least, int most)
    {
        if (result.Tokens is [{ Value: var typed }] && int.TryParse(typed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && (number < least || number > most))
        {
            result.AddError(FormattableString.Invariant($"{name}: expected a number from {least} to {most}"));
        }
    }

    /// <summary>What is wrong with a command line, in one line that names what was typed and what was expected; null: nothing is.</summary>
    public static string? Problem(ParseResult parsed) => parsed.Errors is [var first, ..]
        ? parsed.CommandResult.Command.Subcommands is { Count: > 0 } verbs ? Missing(verbs, parsed.UnmatchedTokens) : Words(first)
        : parsed.CommandResult.Children.OfType<OptionResult>().Select(Unnamed).FirstOrDefault(problem => problem is not null);

    private static string Missing(IEnumerable<Command> verbs, IReadOnlyList<string> typed) =>
        $"expected one of {string.Join(", ", verbs.Where(verb => !verb.Hidden).Select(verb => verb.Name))}{(typed is [var word, ..] ? $", not \"{word}\"" : "")}";

    // The parser takes any number for one of the names.
    private static string? Unnamed(OptionResult option) =>
        TypeOf(option.Option.ValueType) is { IsEnum: true } names && option.Tokens is [.., var typed]
        && option.GetValueOrDefault<object>() is { } value && !Enum.IsDefined(names, value)
            ? $"{option.Option.Name}: expected {Expected(names)}, not \"{typed.Value}\""
            : null;

    private static string Words(ParseError error)
    {
        var (name, type) = error.SymbolResult switch
        {
            OptionResult option => (option.Option.Name, option.Option.ValueType),
            ArgumentResult { Parent: OptionResult option } => (option.Option.Name, option.Option.ValueType),
            ArgumentResult argument => (argument.Argument.Name, argument.Argument.ValueType),
            _ => (null, typeof(string)),
        };

        // Only what the parser says of a type is ours to say better: it names the type of the program.
        return name is not null && error.SymbolResult?.Tokens is [.., var last] && error.Message.Contains("as expected type", StringComparison.Ordinal)
            ? $"{name}: expected {Expected(type)}, not \"{last.Value}\""
            : error.Message.ReplaceLineEndings(" ").TrimEnd();
    }

    private static bool IsText(string typed, int most) => !string.IsNullOrWhiteSpace(typed) && typed.Length <= most && !typed.Any(char.IsControl);

    private static Type TypeOf(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static string Expected(Type type) => TypeOf(type) switch
    {
        { IsEnum: true } names => $"one of {string.Join(", ", Enum.GetNames(names))}",
        var kind when kind == typeof(bool) => "true or false",
        var kind when kind == typeof(int) => "a whole number of no more than 2147483647",
        var kind when kind == typeof(long) => "a whole number",
        var kind when kind == typeof(Guid) => "an id such as 0190d5a2-5c1f-7d3e-8b6a-1f0c2e4d6a89",
        _ => "a number",
    };

    private static decimal? Read(ArgumentResult result, string name)
    {
        if (result.Tokens is not [{ Value: var typed }])
        {
            return null; // that there is none is said by the parser
        }

        if (decimal.TryParse(typed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        result.AddError($"{name}: expected a decimal number such as 5.00, not \"{typed}\"");

        return null;
    }
}
