using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Exports;
using Billing.Contracts.Jobs;
using Billing.Contracts.Vouchers;
using Billing.Core.Amounts;
using Billing.Grains.Jobs;
using NodaTime;

namespace Billing.Grains.Vouchers;

internal sealed class VoucherBatchGrain(IVoucherStore vouchers, IDeskJobStore jobs, TimeProvider clock) : Grain, IVoucherBatchGrain
{
    private static readonly Duration CodesKept = Duration.FromHours(24);

    private Task _running = Task.CompletedTask;

    private string Key => this.GetPrimaryKeyString();

    public async Task<ChangeReply> StartAsync(VoucherBatchOrder order)
    {
        order = order with { OperationId = Key };

        if (VoucherRules.Check(order, clock.Now()).Text(order.By, nameof(order.By), 256).Refusal is { } refusal)
        {
            return refusal;
        }

        var amount = order.Amount.ToString(Currency.Parse(order.Currency).Format, CultureInfo.InvariantCulture);
        var name = string.Create(CultureInfo.InvariantCulture, $"{order.Count} × {amount} {order.Currency}");
        var job = await jobs.BeginAsync(JobKind.Vouchers, Key, new(name, ExportFilter.Write(order), order.By, order.Count), clock.Now());

        if (job is null || Read(job) != order)
        {
            return ChangeReply.Refused(nameof(order.OperationId), "one that nothing else was ordered with");
        }

        GoOn(job);

        return new(ChangeResult.Done, job.Result ?? 0);
    }

    public async Task<VoucherBatchView?> GetAsync()
    {
        if (await jobs.FindAsync(JobKind.Vouchers, Key) is not { } job)
        {
            return null;
        }

        GoOn(job);

        return new(
            Read(job), job.Result, job.Problem, job.BegunAt, job.EndedAt, job.Result is null ? null : await vouchers.CodesUntilAsync(Key, clock.Now()));
    }

    public Task<ImmutableArray<VoucherCode>> TakeAsync(string by) => vouchers.TakeCodesAsync(Key, by, clock.Now());

    public async Task<ChangeReply> ForgetAsync(string by) =>
        await vouchers.ForgetCodesAsync(Key, by, clock.Now()) ? new(ChangeResult.Done) : ChangeReply.NotFound;

    private void GoOn(DeskJob job)
    {
        if (job.EndedAt is null && _running.IsCompleted)
        {
            _running = RunAsync(Read(job));
        }
    }

    // A failure of the database ends this attempt; the next look begins another. Made once, the batch is found by its operation id,
    // and its codes are those that were sealed with it: what is drawn here then is thrown away.
    private async Task RunAsync(VoucherBatchOrder order)
    {
        DelayDeactivation(TimeSpan.FromMinutes(5));
        var (codes, hashes) = VoucherRules.Draw(order.Count);
        var (reply, _) = await vouchers.GenerateAsync(order, hashes, new(codes, clock.Now() + CodesKept));
        await (reply.IsDone
            ? jobs.EndAsync(Key, order.Count, reply.Id, null, clock.Now())
            : jobs.EndAsync(Key, 0, null, reply.ToString(), clock.Now()));
    }

    private static VoucherBatchOrder Read(DeskJob job) => ExportFilter.Read<VoucherBatchOrder>(job.Order.Body);
}
