using System.Collections.Concurrent;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Sessions;
using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Balances;
using Billing.Grains.Changes;
using Billing.Grains.Sessions;
using Billing.Grains.Tariffs;
using NodaTime;

namespace Billing.Grains.Tests;

/// <summary>What goes wrong, and for whom.</summary>
internal sealed class Faults
{
    private readonly ConcurrentDictionary<long, int> _lost = [];
    private readonly ConcurrentDictionary<Guid, Task> _slow = [];
    private readonly ConcurrentDictionary<Guid, Func<Task>> _meanwhile = [];
    private readonly ConcurrentDictionary<long, Task> _telling = [];
    private readonly ConcurrentDictionary<long, int> _tellings = [];
    private readonly ConcurrentDictionary<long, Task> _search = [];
    private readonly ConcurrentDictionary<long, bool> _deaf = [];
    private readonly ConcurrentDictionary<string, Task> _loading = [];
    private readonly ConcurrentDictionary<long, Task> _reloads = [];

    /// <summary>The answers to a balance's next commits are lost; they are written.</summary>
    internal void LoseAnswers(long balanceId, int commits = 1) => _lost[balanceId] = commits;

    /// <summary>The next reading of a session's row arrives only when <paramref name="until"/> completes.</summary>
    internal void Delay(Guid sessionId, Task until) => _slow[sessionId] = until;

    /// <summary>What the delayed reading finds has not been read.</summary>
    internal bool IsToCome(Guid sessionId) => _slow.ContainsKey(sessionId);

    /// <summary>After the next reading of a login at a portal, before whoever reads it goes on.</summary>
    internal void Meanwhile(Guid login, Func<Task> act) => _meanwhile[login] = act;

    internal Task MeanwhileAsync(Guid login) => _meanwhile.TryRemove(login, out var act) ? act() : Task.CompletedTask;

    /// <summary>Whatever is told of it is noted as told only when <paramref name="until"/> completes.</summary>
    internal void DelayTelling(long productId, Task until) => _telling[productId] = until;

    /// <summary>What is to be told of it is read only when <paramref name="until"/> completes.</summary>
    internal void DelaySearch(long productId, Task until) => _search[productId] = until;

    internal Task Search(long id) => _search.GetValueOrDefault(id, Task.CompletedTask);

    /// <summary>How often it was told to all, delayed ones too.</summary>
    internal int Tellings(long productId) => _tellings.GetValueOrDefault(productId);

    /// <summary>A tariff that was read serves only when <paramref name="until"/> completes.</summary>
    internal void DelayLoading(string tariff, Task until) => _loading[tariff] = until;

    internal Task Loading(string? tariff) => _loading.GetValueOrDefault(tariff ?? "", Task.CompletedTask);

    /// <summary>A balance that is told to read itself again throws.</summary>
    internal void Deafen(long balanceId) => _deaf[balanceId] = true;

    internal void Undeafen(long balanceId) => _deaf.TryRemove(balanceId, out _);

    /// <summary>A balance that is told to read itself again answers only when <paramref name="until"/> completes.</summary>
    internal void DelayReload(long balanceId, Task until) => _reloads[balanceId] = until;

    internal Task Reload(long balanceId) => _reloads.GetValueOrDefault(balanceId, Task.CompletedTask);

    internal bool IsDeaf(long balanceId) => _deaf.ContainsKey(balanceId);

    internal Task Telling(long id)
    {
        _tellings.AddOrUpdate(id, 1, (_, before) => before + 1);

        return _telling.GetValueOrDefault(id, Task.CompletedTask);
    }

    /// <summary>A commit whose answer will be lost is to come.</summary>
    internal bool WillLose(long balanceId) => _lost.GetValueOrDefault(balanceId) > 0;

    internal bool IsLost(long balanceId) => _lost.TryGetValue(balanceId, out var left) && left > 0 && _lost.TryUpdate(balanceId, left - 1, left);

    internal Task Slow(Guid sessionId) => _slow.TryRemove(sessionId, out var until) ? until : Task.CompletedTask;
}

internal sealed class SlowTariffStore(ITariffStore store, Faults faults) : ITariffStore
{
    internal const int ReadSoFar = 1234;

    public async Task<Tariff?> LoadAsync(long tariffId, Tariff? known = null, TariffDraft? draft = null, Action<int>? read = null)
    {
        var tariff = await store.LoadAsync(tariffId, known, draft, read);

        if (read is not null && faults.Loading(tariff?.Name) is { IsCompleted: false } until)
        {
            read(ReadSoFar);
            await until;
        }

        return tariff;
    }

    public Task<TariffDraft?> LoadDraftAsync(Guid draftId, Tariff known) => store.LoadDraftAsync(draftId, known);

    public Task<RateChangeSet?> LoadChangeAsync(long tariffId, int version) => store.LoadChangeAsync(tariffId, version);

    public Task<Rate?> LoadRateAsync(long rateId) => store.LoadRateAsync(rateId);

    public Task<TariffPeriods?> LoadPeriodsAsync(long periodSetId) => store.LoadPeriodsAsync(periodSetId);

    public Task<IReadOnlyDictionary<long, int>> VersionsAsync(CancellationToken cancellation) => store.VersionsAsync(cancellation);
}

internal sealed class LossyJournal(IJournal journal, Faults faults) : IJournal
{
    public async Task AppendAsync(Posting posting)
    {
        await journal.AppendAsync(posting);

        if (faults.IsLost(posting.After.BalanceId))
        {
            throw new CommitUnknownException("the answer was lost", null);
        }
    }
}

internal sealed class DeafBalances(Faults faults) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context is { MethodName: nameof(IBalanceGrain.ReloadAsync), Grain: BalanceGrain balance })
        {
            await faults.Reload(balance.GetPrimaryKeyLong());

            if (faults.IsDeaf(balance.GetPrimaryKeyLong()))
            {
                throw new InvalidOperationException("it cannot hear");
            }
        }

        await context.Invoke();
    }
}

internal sealed class SlowTellingStore(ITellingStore store, Faults faults) : ITellingStore
{
    public async Task<long?> FindAsync(string entity, long id)
    {
        if (entity is EntityKinds.Product)
        {
            await faults.Search(id);
        }

        return await store.FindAsync(entity, id);
    }

    public Task<IReadOnlyList<(string Entity, long Id)>> UntoldAsync(Instant before, int most) => store.UntoldAsync(before, most);

    public async Task ToldAsync(string entity, long id, long number)
    {
        if (entity is EntityKinds.Product)
        {
            await faults.Telling(id);
        }

        await store.ToldAsync(entity, id, number);
    }
}

internal sealed class SlowSessionStore(ISessionStore store, Faults faults) : ISessionStore
{
    public async Task<Session?> LoadAsync(Guid sessionId)
    {
        var session = await store.LoadAsync(sessionId);
        await faults.Slow(sessionId);

        return session;
    }

    public Task<IReadOnlyList<Session>> FindByNameAsync(int nodeId, string acctSessionId) => store.FindByNameAsync(nodeId, acctSessionId);

    public Task<Instant?> RestartedAtAsync(int nodeId, string? nasAddress, string? nasIdentifier) =>
        store.RestartedAtAsync(nodeId, nasAddress, nasIdentifier);

    public Task<IReadOnlyList<OpenSession>> OpenOfNodeAsync(
        int nodeId, string? nasAddress, string? nasIdentifier, Instant heardBefore, int most) =>
        store.OpenOfNodeAsync(nodeId, nasAddress, nasIdentifier, heardBefore, most);

    public Task<IReadOnlyList<Guid>> OpenOfAccountAsync(long accountId, int most) => store.OpenOfAccountAsync(accountId, most);

    public Task<IReadOnlyList<OpenSession>> SilentAsync(
        Instant now, Duration unstartedCallAfter, Duration unstartedDataAfter, int most, Instant? heardSince = null) =>
        store.SilentAsync(now, unstartedCallAfter, unstartedDataAfter, most, heardSince);
}

internal sealed class SlowPortalStore(IPortalStore store, Faults faults) : IPortalStore
{
    public Task BeginAsync(Guid id, PortalLogin login) => store.BeginAsync(id, login);

    public async Task<StoredPortalLogin?> LoadAsync(Guid id)
    {
        var login = await store.LoadAsync(id);
        await faults.MeanwhileAsync(id);

        return login;
    }

    public Task<Guid?> NamedAsync(PortalSearch search) => store.NamedAsync(search);

    public Task<Guid?> FindAsync(PortalSearch search) => store.FindAsync(search);

    public Task<bool> HeardAsync(Guid id, UsageReport report, PortalUsage used) => store.HeardAsync(id, report, used);

    public Task<bool> EndAsync(Guid id, string acctSessionId) => store.EndAsync(id, acctSessionId);

    public Task EndOfNodeAsync(int nodeId, string? nasAddress, string? nasIdentifier, Instant heardBefore) =>
        store.EndOfNodeAsync(nodeId, nasAddress, nasIdentifier, heardBefore);

    public Task CheckedAsync(Guid id, long balanceVersion) => store.CheckedAsync(id, balanceVersion);

    public Task<bool> LiftedAsync(Guid id, PortalUsage used, Instant at) => store.LiftedAsync(id, used, at);

    public Task UsedAsync(Guid id, PortalUsage used) => store.UsedAsync(id, used);

    public Task<IReadOnlyList<PortalDue>> DueAsync(int most) => store.DueAsync(most);
}
