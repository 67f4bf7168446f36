namespace Billing.Grains.Payers;

/// <summary>Section <c>Billing:Payers</c>.</summary>
public sealed class PayerOptions
{
    /// <summary>How often is looked for what is due, and for invoices whose PDF is to be made.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);
}
