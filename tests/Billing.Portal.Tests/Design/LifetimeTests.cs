using Billing.Portal.Design;

namespace Billing.Portal.Tests.Design;

public sealed class LifetimeTests
{
    [Fact]
    public async Task What_a_component_asks_for_after_it_is_gone_ends_as_cancelled()
    {
        var life = new Lifetime();
        Assert.False(life.Token.IsCancellationRequested);

        life.Dispose();
        life.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, life.Token));
    }
}
