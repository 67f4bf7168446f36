using Billing.Portal.Audit;

namespace Billing.Portal.Tests.Audit;

public sealed class AuditChangeTests
{
    [Fact]
    public void Only_what_is_different_is_shown()
    {
        var changes = AuditChange.Between(
            """{"name":"Ann","class":"residential","notes":null,"address":{"city":"Porto","street":"A 1"},"addOns":[1,2]}""",
            """{"name":"Anna","class":"residential","notes":"VIP","address":{"city":"Porto","street":"B 2"},"addOns":[1]}""");

        Assert.Equal(
            [new("name", "Ann", "Anna"), new("address.street", "A 1", "B 2"), new("addOns", "1, 2", "1"), new("notes", null, "VIP")],
            changes);
    }

    [Fact]
    public void What_was_made_has_no_before_and_what_is_gone_no_after()
    {
        Assert.Equal([new("name", null, "Ann")], AuditChange.Between(null, """{"name":"Ann"}"""));
        Assert.Equal([new("name", "Ann", null)], AuditChange.Between("""{"name":"Ann"}""", null));
        Assert.Empty(AuditChange.Between(null, null));
    }
}
