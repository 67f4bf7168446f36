using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Exports;
using Billing.Contracts.Jobs;
using Billing.Contracts.Tariffs;
using Billing.Grains.Jobs;
using Microsoft.Extensions.Logging;

namespace Billing.Grains.Tariffs;

internal sealed partial class RateScalingGrain(
    IDeskJobStore jobs, ITariffStore tariffs, ITariffChangeStore changes, RateBulk bulk, TimeProvider clock, ILogger<RateScalingGrain> logger)
    : Grain, IRateScalingGrain
{
    private Task _running = Task.CompletedTask;
    private (string Stage, long Done, long Of) _progress = ("", 0, 0);

    private string Key => this.GetPrimaryKeyString();

    public async Task<ChangeReply> StartAsync(RateScalingOrder order)
    {
        if (RateBulk.Check(order.Change)
            .Text(order.TariffName, nameof(order.TariffName), 100)
            .Text(order.Edit.By, nameof(order.Edit.By), 256)
            .Refusal is { } refusal)
        {
            return refusal;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{order.TariffName}: {order.Change.Percent:+0.####;-0.####} %");
        var job = await jobs.BeginAsync(JobKind.RateScaling, Key, new(name, ExportFilter.Write(order), order.Edit.By, null), clock.Now());

        if (job is null || Read(job) != order)
        {
            return ChangeReply.Refused("OperationId", "one that nothing else was ordered with");
        }

        GoOn(job);

        return new(ChangeResult.Done, order.TariffId, job.Result ?? 0);
    }

    public async Task<RateScalingView?> GetAsync()
    {
        if (await jobs.FindAsync(JobKind.RateScaling, Key) is not { } job)
        {
            return null;
        }

        GoOn(job);
        var (stage, done, of) = job.EndedAt is null ? _progress : ("", job.Done, job.Done);

        return new(Read(job), stage, done, of, job.Result, job.Problem, job.BegunAt, job.EndedAt);
    }

    private void GoOn(DeskJob job)
    {
        if (job.EndedAt is null && _running.IsCompleted)
        {
            _running = RunAsync(Read(job));
        }
    }

    // A failure of the database may hide a commit: this attempt ends, and the next look reads what is stored before it begins another.
    // After any other failure nothing is committed, or the job has ended with the commit.
    private async Task RunAsync(RateScalingOrder order)
    {
        await Task.Yield();

        try
        {
            DelayDeactivation(TimeSpan.FromMinutes(30));
            await ScaleAsync(order);
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or InvalidDataException or ArithmeticException)
        {
            LogFailed(logger, Key, failure);
            await EndAsync(0, null, "it failed, and nothing was changed: try again");
        }
        finally
        {
            _progress = ("", 0, 0);
        }
    }

    private async Task ScaleAsync(RateScalingOrder order)
    {
        _progress = ("comparing", 0, 0);
        var tariff = await tariffs.LoadAsync(order.TariffId);

        if (tariff is null || tariff.Version != order.Edit.SeenVersion)
        {
            await EndAsync(0, null, "the tariff was changed meanwhile, and nothing was changed by this: look at what it would do and begin again");

            return;
        }

        var (rates, refusal) = await Task.Run(async () => await bulk.DecideAsync(tariff, order.Change, clock.Now()));

        if (refusal is not null)
        {
            await EndAsync(0, null, $"{refusal}");

            return;
        }

        var reply = await Task.Run(() => changes.PublishAsync(
            tariff, rates!, order.Edit, RateBulk.Note(order.Change), (stage, done, of) => _progress = (stage, done, of), jobKey: Key));
        await (reply.IsDone
            ? EndAsync(rates!.Added.Count, reply.Version, null)
            : EndAsync(0, null, "the tariff was changed meanwhile, and nothing was changed by this: look at what it would do and begin again"));
    }

    private Task EndAsync(long done, long? version, string? problem) => jobs.EndAsync(Key, done, version, problem, clock.Now());

    private static RateScalingOrder Read(DeskJob job) => ExportFilter.Read<RateScalingOrder>(job.Order.Body);

    [LoggerMessage(Level = LogLevel.Error, Message = "Change of rates {Key} failed")]
    private static partial void LogFailed(ILogger logger, string key, Exception failure);
}
