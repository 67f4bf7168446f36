namespace Billing.Grains.Payers;

/// <summary>What the ledger calls the fees of dunning. Stored: an invoice has them in the customer's language.</summary>
public static class DunningNotes
{
    public const string LateFee = "Late fee";
    public const string Reactivation = "Reactivation";
}
