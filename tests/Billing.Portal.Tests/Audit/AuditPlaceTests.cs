using Billing.Contracts.Changes;
using Billing.Portal.Audit;
using NodaTime;

namespace Billing.Portal.Tests.Audit;

public sealed class AuditPlaceTests
{
    private static readonly AuditCursor First = new(Instant.FromUtc(2026, 11, 26, 2, 0), "a_1");
    private static readonly AuditCursor Second = new(Instant.FromUtc(2026, 11, 25, 2, 0), "b", "Zoë_1~2.3 (as alice)");

    [Fact]
    public void The_way_back_is_the_way_there_without_its_last_step()
    {
        var second = AuditPlace.Next(null, First);
        var third = AuditPlace.Next(second, Second);

        Assert.Equal(First, AuditPlace.Read(second));
        Assert.Equal(Second, AuditPlace.Read(third));
        Assert.Equal(second, AuditPlace.Previous(third));
        Assert.Equal("", AuditPlace.Previous(second));
        Assert.Null(AuditPlace.Read(AuditPlace.Previous(second)));
        Assert.Null(AuditPlace.Previous(""));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("_")]
    [InlineData("~")]
    public void An_address_that_somebody_typed_is_the_first_page(string way) => Assert.Null(AuditPlace.Read(way));

    [Theory]
    [InlineData("17.xyz_b")]
    [InlineData("17.0_b")]
    [InlineData("17.00_b")]
    public void A_name_that_somebody_typed_is_none(string way) => Assert.Equal(new(Instant.FromUnixTimeTicks(17), "b"), AuditPlace.Read(way));
}
