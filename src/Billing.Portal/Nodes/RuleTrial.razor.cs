using System.Collections.Frozen;
using System.Collections.Immutable;
using Billing.Contracts.Nodes;
using Billing.Core.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Nodes;

/// <summary>Tries rules on a number while they are looked at or edited.</summary>
public sealed partial class RuleTrial
{
    private string? _number;

    [Parameter, EditorRequired]
    public ImmutableArray<NumberRuleDetails> Called { get; set; }

    [Parameter, EditorRequired]
    public ImmutableArray<NumberRuleDetails> Calling { get; set; }

    /// <summary>Of the gateway and of every gateway.</summary>
    [Parameter, EditorRequired]
    public ImmutableArray<string> Emergency { get; set; }

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private NumberPlan Plan => new(RulesOf(Called), RulesOf(Calling), (Emergency.IsDefault ? [] : Emergency).ToFrozenSet(), []);

    private static ImmutableArray<NumberRule> RulesOf(ImmutableArray<NumberRuleDetails> rules) =>
        [.. (rules.IsDefault ? [] : rules).Select(rule => new NumberRule(rule.Prefix, rule.MinLength, rule.MaxLength, rule.Strip, rule.Prepend))];

    // Which one it was: a plan of that rule alone does the same, and none before it does anything.
    private string Rule(ImmutableArray<NumberRuleDetails> rules)
    {
        var number = _number!.Trim();

        if (number.StartsWith('+'))
        {
            return Text["(with + it is in E.164 already)"];
        }

        var digits = string.Concat(number.Where(c => c is not (' ' or '-' or '(' or ')' or '.')));
        var list = rules.IsDefault ? [] : rules;

        for (var place = 0; place < list.Length; place++)
        {
            var rule = list[place];

            if (digits.StartsWith(rule.Prefix, StringComparison.Ordinal) && digits.Length >= rule.MinLength
                && digits.Length <= rule.MaxLength && digits.Length >= rule.Strip)
            {
                return Text["(by rule {0})", place + 1];
            }
        }

        return Text["(no rule fits)"];
    }
}
