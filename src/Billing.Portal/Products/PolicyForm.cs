using Billing.Contracts.Products;
using Billing.Contracts.Tariffs;

namespace Billing.Portal.Products;

/// <summary>A product's policy of data sessions while somebody edits it.</summary>
public sealed class PolicyForm
{
    private ProductPolicy? _was;

    /// <summary>Empty: the gateway's own.</summary>
    public string? Ordinary { get; set; }

    /// <summary>0: one policy at all times.</summary>
    public long SetId { get; private set; }

    public List<WindowLine> Windows { get; } = [];

    public static PolicyForm Of(ProductPolicy? policy, IReadOnlyList<PeriodSetRow> sets)
    {
        var form = new PolicyForm { Ordinary = policy?.Ordinary, _was = policy };
        form.Choose(policy?.PeriodSetId ?? 0, sets);

        return form;
    }

    /// <summary>Asks for a policy in each period of another set.</summary>
    public void Choose(long setId, IReadOnlyList<PeriodSetRow> sets)
    {
        SetId = setId;
        Windows.Clear();
        Windows.AddRange(sets.Where(set => set.PeriodSetId == setId).SelectMany(set => set.Periods.Periods).Select(period => new WindowLine(period.Name)
        {
            Policy = _was?.Windows.FirstOrDefault(one => one.Period == period.Name)?.Policy,
        }));
    }

    /// <returns>Null: the gateway's own at all times.</returns>
    public ProductPolicy? Read() => string.IsNullOrWhiteSpace(Ordinary) && SetId == 0
        ? null
        : new(
            Ordinary,
            SetId == 0 ? null : SetId,
            [.. Windows.Where(one => !string.IsNullOrWhiteSpace(one.Policy)).Select(one => new PolicyWindow(one.Period, one.Policy!))]);
}

public sealed class WindowLine(string period)
{
    public string Period { get; } = period;

    /// <summary>Empty: the product's ordinary one.</summary>
    public string? Policy { get; set; }
}
