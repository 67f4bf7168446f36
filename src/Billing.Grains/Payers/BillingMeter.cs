using System.Diagnostics.Metrics;

namespace Billing.Grains.Payers;

/// <summary>How far the bill runs of this process are.</summary>
internal sealed class BillingMeter
{
    public const string Name = "Billing.Grains.Payers";

    private readonly Counter<long> _payers;
    private readonly Counter<long> _invoices;
    private readonly UpDownCounter<long> _running;

    public BillingMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _running = meter.CreateUpDownCounter<long>("billing.bill_runs.active", "{run}", "Bill runs at work in this process.");
        _payers = meter.CreateCounter<long>("billing.bill_run.payers", "{payer}", "Payers that bill runs looked at, by what came of it.");
        _invoices = meter.CreateCounter<long>("billing.bill_run.invoices", "{invoice}", "Invoices that bill runs issued, or would have in a dry run.");
    }

    public void Began() => _running.Add(1);

    public void Ended() => _running.Add(-1);

    public void Billed(int payers, int failures, int invoices)
    {
        _payers.Add(payers - failures, new KeyValuePair<string, object?>("billing.result", "billed"));
        _payers.Add(failures, new KeyValuePair<string, object?>("billing.result", "failed"));
        _invoices.Add(invoices);
    }
}
