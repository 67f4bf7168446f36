using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Nodes;
using Billing.Portal.Forms;

namespace Billing.Portal.Nodes;

/// <summary>A gateway while somebody edits it.</summary>
internal sealed class GatewayForm
{
    public string? Name { get; set; }

    public string? Address { get; set; }

    public string? Profile { get; set; } = "generic";

    public MessageAuthenticatorPolicy MessageAuthenticator { get; set; } = MessageAuthenticatorPolicy.Yes;

    public bool LimitProxyState { get; set; } = true;

    public string? Interim { get; set; } = "300";

    public bool InputIsToUser { get; set; }

    public HashSet<int> Groups { get; } = [];

    public List<RuleLine> Called { get; } = [];

    public List<RuleLine> Calling { get; } = [];

    public string? Emergency { get; set; }

    public bool CoaEnabled { get; set; } = true;

    public string? CoaPort { get; set; } = "3799";

    public string? CoaAddress { get; set; }

    /// <summary>Empty: it gets no answer while nothing can be committed.</summary>
    public string? OutageLimit { get; set; }

    /// <summary>Empty: any certificate of our authority will do.</summary>
    public string? TlsName { get; set; }

    /// <param name="tlsName">Which its certificate must have; null: any.</param>
    public static GatewayForm Of(NodeDetails? details, string? tlsName = null)
    {
        if (details is null)
        {
            return new();
        }

        var form = new GatewayForm
        {
            Name = details.Name,
            Address = details.Address,
            Profile = details.Profile,
            MessageAuthenticator = details.MessageAuthenticator,
            LimitProxyState = details.LimitProxyState,
            Interim = details.InterimIntervalSeconds.ToString(CultureInfo.InvariantCulture),
            InputIsToUser = details.InputIsToUser,
            Emergency = string.Join('\n', details.EmergencyNumbers.IsDefault ? [] : details.EmergencyNumbers),
            CoaEnabled = details.CoaEnabled,
            CoaPort = details.CoaPort.ToString(CultureInfo.InvariantCulture),
            CoaAddress = details.CoaAddress,
            OutageLimit = details.OutageLimit?.ToString("0.#####", CultureInfo.InvariantCulture),
            TlsName = tlsName,
        };
        form.Groups.UnionWith(details.NodeGroups.IsDefault ? [] : details.NodeGroups);
        form.Called.AddRange((details.CalledRules.IsDefault ? [] : details.CalledRules).Select(RuleLine.Of));
        form.Calling.AddRange((details.CallingRules.IsDefault ? [] : details.CallingRules).Select(RuleLine.Of));

        return form;
    }

    /// <summary>What it says; what cannot be read goes to the problems.</summary>
    public NodeDetails Read(FieldProblems problems) => new(
        Name?.Trim() ?? "",
        Address?.Trim() ?? "",
        Profile?.Trim() ?? "",
        MessageAuthenticator,
        LimitProxyState,
        Whole(problems, "InterimIntervalSeconds", Interim, 60, 86_400),
        InputIsToUser,
        [.. Groups.Order()],
        [.. Called.Select((rule, index) => rule.Read(problems, $"CalledRules[{index}]"))],
        [.. Calling.Select((rule, index) => rule.Read(problems, $"CallingRules[{index}]"))],
        Numbers(Emergency),
        Whole(problems, "CoaPort", CoaPort, 1, 65_535),
        CoaEnabled,
        string.IsNullOrWhiteSpace(CoaAddress) ? null : CoaAddress.Trim(),
        Limit(problems),
        TlsName?.Trim() ?? "");

    private decimal? Limit(FieldProblems problems)
    {
        if (string.IsNullOrWhiteSpace(OutageLimit))
        {
            return null;
        }

        if (decimal.TryParse(OutageLimit.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var limit))
        {
            return limit;
        }

        problems.Add("OutageLimit", "an amount such as 2.50, or nothing");

        return null;
    }

    /// <summary>One a line, or with commas or spaces between.</summary>
    public static ImmutableArray<string> Numbers(string? text) =>
        [.. (text ?? "").Split(['\n', '\r', ',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Distinct()];

    public static int Whole(FieldProblems problems, string field, string? text, int least, int most)
    {
        if (int.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        problems.Add(field, $"a whole number from {least} to {most}");

        return least;
    }
}

/// <summary>One rule of it.</summary>
public sealed class RuleLine
{
    public string? Prefix { get; set; }

    public string? MinLength { get; set; } = "1";

    public string? MaxLength { get; set; } = "64";

    public string? Strip { get; set; } = "0";

    public string? Prepend { get; set; }

    public static RuleLine Of(NumberRuleDetails rule) => new()
    {
        Prefix = rule.Prefix,
        MinLength = rule.MinLength.ToString(CultureInfo.InvariantCulture),
        MaxLength = rule.MaxLength.ToString(CultureInfo.InvariantCulture),
        Strip = rule.Strip.ToString(CultureInfo.InvariantCulture),
        Prepend = rule.Prepend,
    };

    internal NumberRuleDetails Read(FieldProblems problems, string path) => new(
        Prefix?.Trim() ?? "",
        GatewayForm.Whole(problems, $"{path}.MinLength", MinLength, 1, 64),
        GatewayForm.Whole(problems, $"{path}.MaxLength", MaxLength, 1, 64),
        GatewayForm.Whole(problems, $"{path}.Strip", Strip, 0, 64),
        Prepend?.Trim() ?? "");
}
