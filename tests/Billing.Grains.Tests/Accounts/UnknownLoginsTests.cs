using Billing.Contracts.Accounts;
using Billing.Grains.Accounts;
using NodaTime;

namespace Billing.Grains.Tests.Accounts;

/// <summary>Whoever sends names of his own making fills neither memory nor disk.</summary>
public sealed class UnknownLoginsTests
{
    private const int Bound = UnknownLogins.NamesPerMinute;

    private static readonly Instant Now = Instant.FromUtc(2026, 11, 27, 8, 0, 10);

    private readonly UnknownLogins _logins = new();

    [Fact]
    public void Each_reason_has_words_of_its_own() => Assert.DoesNotContain("not granted", AccessReasons.OfAccounts);

    [Fact]
    public void Of_random_names_a_gateway_brings_some_a_minute_and_the_others_are_counted()
    {
        for (var i = 0; i < 5_000; i++)
        {
            Add(1, $"random{i}", Now);
        }

        Add(2, "alcie", Now); // another gateway's are its own

        var taken = _logins.Take();
        Assert.Equal(Bound + 2, taken.Count);
        Assert.Equal(5_000 - Bound, taken.Single(one => one.UserName.Length == 0).Times);
        Assert.Equal(1, taken.Single(one => one.NodeId == 2).Times);
    }

    [Fact]
    public void A_name_that_was_let_in_counts_on_for_the_minute_though_it_was_written_meanwhile()
    {
        for (var i = 0; i < Bound; i++)
        {
            Add(1, $"name{i}", Now);
        }

        _logins.Take();
        Add(1, "name0", Now + Duration.FromSeconds(5));
        Add(1, "late", Now + Duration.FromSeconds(5));
        Add(1, "next", Now + Duration.FromMinutes(1));

        Assert.Equal(["", "name0", "next"], _logins.Take().Select(one => one.UserName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Alike_ones_are_one_with_its_first_and_its_last_time()
    {
        Add(1, "alcie", Now);
        Add(1, "alcie", Now + Duration.FromSeconds(3));

        var one = Assert.Single(_logins.Take());
        Assert.Equal((0L, 2, Now, Now + Duration.FromSeconds(3)), (one.AccountId, one.Times, one.FirstAt, one.LastAt));
        Assert.Empty(_logins.Take());
    }

    [Fact]
    public void Names_that_are_not_looked_at_have_a_bound_of_their_own()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Add(1, $"random{i}", Now);
        }

        _logins.Add(new(1, "alice", "data", AccessResult.TooManyFailures, Now));

        Assert.Equal("alice", Assert.Single(_logins.Take(), one => one.Reason is AccessResult.TooManyFailures).UserName);
    }

    private void Add(int nodeId, string name, Instant at) => _logins.Add(new(nodeId, name, "data", AccessResult.NotMine, at));
}
