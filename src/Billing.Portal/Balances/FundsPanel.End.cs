using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Users;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Discounts;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Balances;

/// <summary>Ends what is given anew and what makes cheaper, now or on a day.</summary>
public sealed partial class FundsPanel
{
    [Inject]
    private Clerk Clerk { get; set; } = null!;

    private IEnumerable<AllowancePlan> Plans => _stored!.Funds.Plans.Where(one => !(one.EndsAt <= _at));

    private IEnumerable<DiscountPlan> Discounts => _stored!.Funds.Discounts.Where(one => !(one.EndsAt <= _at));

    // What a plan gives ends with the plan.
    private IEnumerable<Allowance> GivenOnce => _stored!.Funds.Allowances.Where(one => one.Issue is null && one.Remaining > 0 && one.IsValidAt(_at));

    private Task EndAsync(DefinedKind kind, long number, string name)
    {
        var operationId = $"portal-{Guid.NewGuid():N}"; // one order, however often the button is pressed

        return OpenAsync<ReasonDialog>(new DialogParameters<ReasonDialog>
        {
            { it => it.Title, Text["End {0}", name] },
            { it => it.Follows, new string[]
                {
                    kind switch
                    {
                        DefinedKind.Plan => Text["It gives nothing in periods that begin later. What it has given stays until it expires."],
                        DefinedKind.Discount => Text["New usage costs what the tariff says. What sessions have been charged stays."],
                        DefinedKind.Allowance => Text["What is left of it is worth nothing then. What it has paid, and has promised to running sessions, stays."],
                        _ => Text["The credit limit is what it was before. What was used on credit stays owed."],
                    },
                }
            },
            { it => it.Verb, Text["End {0}", name] },
            { it => it.IsGrave, true },
            { it => it.AsksReason, false },
            { it => it.AsksUntil, true },
            { it => it.UntilHelp, Text["The first day without it; empty: from now on"] },
            { it => it.Do, async (_, at) =>
                {
                    var by = await Clerk.RequireAsync(Permissions.MoneyAdjust);
                    var reply = await Grains.GetGrain<IBalanceGrain>(BalanceId).DefineAsync(new EndOrder(operationId, kind, number, at) { By = by });

                    return reply.Result switch
                    {
                        OperationResult.Done => new ChangeReply(ChangeResult.Done),
                        OperationResult.OtherOrder => ChangeReply.Refused("Until", "the day that was asked for first: it has ended by that already"),
                        _ => ChangeReply.Refused("Until", reply.Problem ?? reply.Result.ToString()),
                    };
                }
            },
        });
    }
}
