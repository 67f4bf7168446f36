using System.Globalization;
using Billing.Contracts.Notifications;
using Billing.Core.Notifications;
using Billing.Portal.Design;
using Billing.Portal.Desk;

namespace Billing.Portal.Care;

/// <summary>The alerts of one balance as they are typed: saved for the balance of which they were read, whatever is looked for meanwhile.</summary>
internal sealed class AlertsForm
{
    private readonly HashSet<NotificationEvent> _unwanted;

    /// <param name="told">The latest messages, the newest first.</param>
    public AlertsForm(CareFunds funds, AlertsView view, IReadOnlyList<NotificationRow> told, FormProblems problems)
    {
        (Funds, View, Told, Problems) = (funds, view, told, problems);
        Email = view.Details.Email;
        LowBalance = view.Details.LowBalance is { } amount ? Money.Field(amount, view.Currency, CultureInfo.CurrentCulture) : null;
        _unwanted = [.. view.Details.Unwanted];
    }

    public CareFunds Funds { get; }

    public AlertsView View { get; }

    public IReadOnlyList<NotificationRow> Told { get; }

    public FormProblems Problems { get; }

    public string? Email { get; set; }

    public string? LowBalance { get; set; }

    /// <summary>What cannot happen to this balance is not offered; what was chosen of it stays.</summary>
    public IEnumerable<EventTerms> Offered => EventTerms.All.Where(terms => terms.IsOptional && terms.Event switch
    {
        NotificationEvent.LowBalance => !Funds.HasLimit,
        NotificationEvent.CreditLimit => Funds.HasLimit,
        NotificationEvent.SpendingLimit => !Funds.Funds.Limits.IsEmpty,
        _ => true,
    });

    public bool IsWanted(NotificationEvent told) => !_unwanted.Contains(told);

    public void Choose(NotificationEvent told, bool isWanted) => _ = isWanted ? _unwanted.Remove(told) : _unwanted.Add(told);

    /// <summary>Null: the amount is none.</summary>
    public AlertDetails? Read()
    {
        var lowBalance = Money.Parse(LowBalance, CultureInfo.CurrentCulture);

        return lowBalance is null && !string.IsNullOrWhiteSpace(LowBalance)
            ? null
            : new(string.IsNullOrWhiteSpace(Email) ? null : Email.Trim(), lowBalance, [.. _unwanted.Order()]);
    }
}
