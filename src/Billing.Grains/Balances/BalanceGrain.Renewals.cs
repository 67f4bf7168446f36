using Billing.Contracts.Service;
using Billing.Contracts.Sessions;
using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;

namespace Billing.Grains.Balances;

// Gateways that come back for more in an Access-Request.
internal sealed partial class BalanceGrain
{
    public async ValueTask<RenewReply> RenewAsync(Guid token, UsageReport report)
    {
        using var span = SessionTrace.Continue("balance renew");

        if (NoBalance() is not null)
        {
            return new(ReportReply.UnknownToken);
        }

        var balance = Trusted();

        if (balance.Sessions.GetValueOrDefault(token) is not { } session)
        {
            return new(ReportReply.UnknownToken);
        }

        // Who asks need not say the gateway's name for the session: accounting will.
        var isNamed = report.AcctSessionId.Length > 0;

        if (isNamed && session.AcctSessionId is { } name && name != report.AcctSessionId)
        {
            return new(ReportReply.OtherSession);
        }

        var totals = report.Totals(Incarnation.OfToken);

        if (report.AreUsedSeconds != session.Terms.Unit is Unit.Second)
        {
            totals = totals with { UsedUnits = null }; // of a quota that it was not granted
        }

        var posting = Charging.Report(balance, session, isNew: false, isNamed ? totals : totals with { AcctSessionId = null }, Now());
        await CommitAsync(posting);
        var after = posting.Session!; // of this turn: what others decided since may not be durable yet

        return new(after.Reply(), after.Terms.Unit, after.GrantedUnits, after.UsedUnits, after.Policy, token, balance.BalanceId);
    }
}
