using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Sessions;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Balances;

/// <summary>An account that is blocked while a session of it runs that was granted everything at once, and is not blocked any more.</summary>
public sealed class BlockedTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_blocking_kept_set_aside_stays_so_when_it_ends(bool isSuspended)
    {
        var payer = new Payer(10, beside: Funds.None with { Allowances = [Minutes], LastAllowanceId = 1 });
        var mine = Payer.New(PerMinute("60/60", "1.00").Valid(), longest: 600);
        payer.Authorize(mine);
        payer.Block(isSuspended, accountId: 1);
        payer.Report(mine, 120);
        payer.Block(isSuspended: false, accountId: 3);

        payer.Report(mine, 180);
        Assert.Equal((5m, 120m), (payer[mine].Held, payer[mine].Holds.Single().Amount));
        payer.Report(mine, 360);
        Assert.Equal((1m, 4m, 0), (payer[mine].Charged, payer[mine].Held, payer[mine].Holds.Length));
        payer.Report(mine, 360, SessionState.Ended);

        Assert.Equal((9m, 0m), (payer.Balance.Posted, payer.Balance.Held));
    }

    [Fact]
    public void Before_its_first_use_it_is_granted_everything_anew()
    {
        var payer = new Payer(10);
        var mine = Payer.New(PerMinute("60/60", "1.00").Valid(), longest: 600);
        payer.Authorize(mine);
        payer.Block(isSuspended: false, accountId: 1);
        payer.Report(mine, 0);
        Assert.Equal((0L, 10m), (payer[mine].GrantedUnits, payer[mine].Held));
        payer.Block(isSuspended: false, accountId: 3);

        payer.Report(mine, 60);

        Assert.Equal((600L, 9m), (payer[mine].GrantedUnits, payer[mine].Held));
    }

    private static Allowance Minutes => new()
    {
        AllowanceId = 1,
        Name = "minutes",
        Kind = AllowanceKind.Units,
        Initial = 300,
        Remaining = 300,
        Uses = [new("voice", null, null, 1)],
    };
}
