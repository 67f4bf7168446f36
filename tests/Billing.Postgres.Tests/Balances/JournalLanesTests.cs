using Billing.Core.Amounts;
using Billing.Core.Balances;
using Billing.Grains.Balances;
using Billing.Postgres.Balances;

namespace Billing.Postgres.Tests.Balances;

public sealed class JournalLanesTests
{
    private const int Many = 200;

    private readonly JournalLanes _lanes = new(new() { Writers = 2 });
    private readonly JournalBatch _one = new();
    private readonly JournalBatch _other = new();

    [Fact]
    public void What_makes_one_batch_is_taken_as_one_and_what_comes_meanwhile_waits_for_it()
    {
        Append(1, 2, 3);
        Assert.Equal([2, 1, 3], Take(_one).Order(Odd));

        Append(4, 5);
        Assert.Empty(Take(_other));
        _lanes.Return(_one);
        Assert.Equal([4, 5], Take(_one).Order());
        Assert.Equal(0, _lanes.Waits);
    }

    [Fact]
    public async Task Of_much_another_writer_that_is_idle_takes_a_lane()
    {
        Append(0, 1);
        Take(_one);
        using var idle = new Idle(_lanes, _other);
        Append([.. Enumerable.Range(0, 2 * Many).Select(number => (long)number)]);
        _lanes.Return(_one);

        var taken = Take(_one);
        var others = await idle.TakenAsync();

        Assert.Equal(Many, taken.Length);
        Assert.Equal(Many, others.Length);
        Assert.Single(taken.Select(balance => balance % 2).Distinct());
        Assert.Single(others.Select(balance => balance % 2).Distinct());
        Assert.Equal(Enumerable.Range(0, 2 * Many).Select(number => (long)number), taken.Concat(others).Order());
    }

    [Fact]
    public void While_one_is_at_work_another_takes_what_is_worth_a_batch_of_its_own()
    {
        Append(2);
        Take(_one);
        Append(1, 3);
        Assert.Empty(Take(_other));

        Append([.. Enumerable.Range(2, Many).Select(number => number * 2L + 1)]);
        Assert.Equal(Many + 2, Take(_other).Length);
    }

    [Fact]
    public void Who_waited_for_another_that_is_held_up_takes_a_few_too()
    {
        Append(2);
        Take(_one);
        Append(1, 3, 4);

        Assert.True(_lanes.TryTake(_other, 1_000, TimeSpan.FromMilliseconds(1)));
        Assert.Equal([1, 3], Of(_other.Waiting)); // the rest is behind what is held up
    }

    [Fact]
    public void A_small_lane_is_not_kept_waiting_by_a_large_one()
    {
        Append([.. Enumerable.Range(0, Many).Select(number => number * 2L)]);
        Append(1);
        Append([.. Enumerable.Range(0, Many).Select(number => number * 2L)]);

        Assert.True(_lanes.TryTake(_one, Many, TimeSpan.Zero));
        _lanes.Return(_one);
        Assert.True(_lanes.TryTake(_one, Many, TimeSpan.Zero));
        Assert.Contains(1, Of(_one.Waiting));
    }

    [Fact]
    public void Who_is_alone_takes_everything_in_the_order_of_each_lane()
    {
        Append([.. Enumerable.Range(0, 2 * Many).Select(number => (long)number)]);

        var taken = Take(_one);

        Assert.Equal(2 * Many, taken.Length);
        Assert.Equal(taken.Where(balance => balance % 2 == 0).Order(), taken.Where(balance => balance % 2 == 0));
    }

    [Fact]
    public void A_batch_is_no_larger_than_it_may_be_and_the_rest_comes_next()
    {
        Append([.. Enumerable.Range(0, Many).Select(number => number * 2L)]);

        Assert.True(_lanes.TryTake(_one, 60, TimeSpan.Zero));
        Assert.Equal(60, _one.Waiting.Count);
        Assert.Empty(Take(_other)); // the same balances: one writer at a time
        _lanes.Return(_one);
        Assert.Equal(Many - 60, Take(_other).Length);
    }

    [Fact]
    public void Of_who_lost_the_database_fails_what_waits_behind_it_and_the_rest_only_without_another_writer()
    {
        Append(2);
        Take(_one);
        Append(4, 1);

        var (sent, queued) = _lanes.Empty(_one, isLast: false);
        Assert.Equal([2], Of(sent));
        Assert.Equal([4], Of(queued));

        (_, queued) = _lanes.Empty(_one, isLast: true);
        Assert.Equal([1], Of(queued));
    }

    [Fact]
    public void Closed_it_takes_in_nothing_and_is_done_when_nothing_waits()
    {
        Append(1);
        _lanes.Complete();

        Assert.False(_lanes.IsDone);
        Assert.Throws<CommitRefusedException>(() => Append(2));
        Assert.Equal([1], Take(_one));
        Assert.True(_lanes.IsDone);
    }

    private static IComparer<long> Odd => Comparer<long>.Create((a, b) => (a % 2, a).CompareTo((b % 2, b)));

    private static long[] Of(IEnumerable<Waiting> waiting) => [.. waiting.Select(one => one.Posting.After.BalanceId)];

    private long[] Take(JournalBatch batch) => _lanes.TryTake(batch, 1_000, TimeSpan.Zero) ? Of(batch.Waiting) : [];

    private void Append(params long[] balances)
    {
        foreach (var balance in balances)
        {
            _ = _lanes.AppendAsync(new(
                0,
                new() { BalanceId = balance, Currency = Currency.Usd, CreditLimit = 0, Posted = 0, Version = 1, LastSequence = 0 },
                null,
                false,
                [],
                null));
        }
    }

    /// <summary>A writer that waits for something to do.</summary>
    private sealed class Idle : IDisposable
    {
        private readonly JournalLanes _lanes;
        private readonly Task<long[]> _taken;

        public Idle(JournalLanes lanes, JournalBatch batch)
        {
            _lanes = lanes;
            _taken = Task.Factory.StartNew(
                () => lanes.TryTake(batch, 1_000, TimeSpan.FromMinutes(1)) ? Of(batch.Waiting) : [],
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            SpinWait.SpinUntil(() => lanes.Idle == 1);
        }

        public Task<long[]> TakenAsync() => _taken;

        public void Dispose() => _lanes.Complete();
    }
}
