using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Invoices;
using Billing.Contracts.Notifications;
using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Contracts.Sessions;
using Billing.Grains.Accounts;
using Billing.Grains.Nodes;
using Billing.Grains.Notifications;
using Billing.Grains.Payers;
using Billing.Grains.Payments;
using Billing.Grains.Sessions;
using Billing.Grains.Tariffs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Grains;

/// <summary>Keeps this silo's tariffs and numbers fresh, and asks the cluster's sweepers to do what is due. Every silo asks; each sweeper is in one place.</summary>
internal sealed partial class SiloService(
    IGrainFactory grains,
    TariffCatalog tariffs,
    ITariffNews news,
    NumberingCatalog numberings,
    TermsVersion terms,
    IOptions<SessionOptions> options,
    IOptions<PaymentOptions> payments,
    IOptions<PayerOptions> payers,
    IOptions<NotificationOptions> notifications,
    IBillRunStore runs,
    IHostApplicationLifetime lifetime,
    ILogger<SiloService> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(700);

    /// <summary>Compiles the tariffs before anything can ask for them: no request waits for half a million rates.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync("tariffs", tariffs.RefreshAsync, cancellationToken);
        await TryAsync("terms", terms.RefreshAsync, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    // A new version is announced in the commit that makes it. Announcements are lost while the connection is, so there is
    // a look at the versions as well.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The silo stops before this does: what is begun meanwhile can only fail.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        stoppingToken = ending.Token;
        await Task.WhenAll(
            SweepAsync("sweep", options.Value.SweepInterval, _ => grains.GetGrain<ISilenceGrain>(0).SweepAsync(), stoppingToken),
            SweepAsync("expiry", options.Value.SweepInterval, _ => grains.GetGrain<IExpiryGrain>(0).SweepAsync(), stoppingToken),
            SweepAsync("blocked accounts", options.Value.BlockedInterval, _ => grains.GetGrain<IControlSweepGrain>(0).SweepAsync(), stoppingToken),
            SweepAsync("policies", options.Value.PolicyInterval, _ => grains.GetGrain<IPolicySweepGrain>(0).SweepAsync(), stoppingToken),
            RepeatAsync("tariff news", Look, stopping => news.ListenAsync(Update, tariffs.PrepareAsync, stopping), stoppingToken),
            RepeatAsync("tariffs", Look, tariffs.RefreshAsync, stoppingToken),
            RepeatAsync("numbers", Look, numberings.RefreshAsync, stoppingToken),
            RepeatAsync("terms", Look, terms.RefreshAsync, stoppingToken),
            SweepAsync("automatic payments", payments.Value.SweepInterval, _ => grains.GetGrain<IWalletSweepGrain>(0).SweepAsync(), stoppingToken),
            SweepAsync("changes", options.Value.SweepInterval, _ => grains.GetGrain<IDueChangesGrain>(0).SweepAsync(), stoppingToken),
            SweepAsync("payers", payers.Value.SweepInterval, _ => PayersAsync(), stoppingToken),
            SweepAsync("documents of invoices", payers.Value.SweepInterval, DocumentsAsync, stoppingToken),
            SweepAsync("notifications", notifications.Value.SweepInterval, _ => NotificationsAsync(), stoppingToken));
    }

    // Bill runs that were interrupted go on.
    private async Task PayersAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, IPayerSweepGrain.Shards).Select(shard => grains.GetGrain<IPayerSweepGrain>(shard).SweepAsync()));

        foreach (var run in await runs.UnfinishedAsync())
        {
            await grains.GetGrain<IBillRunGrain>(run).ResumeAsync();
        }
    }

    // A few at a time: a bill run does not wait for them.
    private async Task DocumentsAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested && await grains.GetGrain<IInvoiceDocumentSweepGrain>(0).SweepAsync() > 0)
        {
        }
    }

    private async Task NotificationsAsync()
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, INotificationSweepGrain.Shards)
                .Select(shard => grains.GetGrain<INotificationSweepGrain>(shard).SweepAsync()));
        }
        catch (TimeoutException)
        {
            // a mail server is slow: the sweep goes on, and the next turn waits for it
        }
    }

    private void Update(long tariffId, int version) =>
        _ = TryAsync($"tariff {tariffId}", _ => tariffs.UpdateAsync(tariffId, version), CancellationToken.None);

    // The silo counts for the cluster a little after its services have begun: what is asked of grains before can only fail.
    private async Task SweepAsync(string what, TimeSpan interval, Func<CancellationToken, Task> once, CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);

        try
        {
            await started.Task.WaitAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return; // stopping
        }

        await RepeatAsync(what, interval, once, stopping);
    }

    private async Task RepeatAsync(string what, TimeSpan interval, Func<CancellationToken, Task> once, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval);

        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await TryAsync(what, once, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    private async Task TryAsync(string what, Func<CancellationToken, Task> once, CancellationToken stopping)
    {
        try
        {
            await once(stopping);
        }
        catch (Exception failure)
        {
            if (!stopping.IsCancellationRequested)
            {
                LogFailed(logger, what, failure.Message); // the database is away: the next turn tries again
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Background work {What} failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string what, string reason);
}
