using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Contracts.Rating;
using Billing.Contracts.Records;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using MudBlazor;

namespace Billing.Portal.Balances;

/// <summary>Makes right what usage cost: by entries that name its records.</summary>
public sealed partial class MoneyDesk
{
    /// <summary>Takes back what a whole session cost, and what allowances paid of it.</summary>
    /// <param name="records">All of the session's.</param>
    public Task RevertAsync(IReadOnlyList<XdrRow> records)
    {
        var one = records[0];
        var cost = records.Sum(record => record.Cost);

        return OpenAsync(
            one.BalanceId,
            text["Revert usage"],
            text["{0}: what the session cost is given back, and what allowances paid of it. The usage record stays.", one.Login],
            [new(text["Given back"], cost < 0 ? "Take back {0}" : "Give back {0}", cost < 0 ? -1 : 1, IsReasonNeeded: true, RevertAsync)],
            Math.Abs(cost),
            isFixed: true);

        Task<OperationReply> RevertAsync(string operationId, decimal amount, string note) => AllowedAsync(Permissions.MoneyRefund, by =>
            grains.GetGrain<IBalanceGrain>(one.BalanceId).RevertAsync(new(operationId, one.SessionId, note, by)).AsTask());
    }

    /// <summary>Makes a record cost what it would by the rates as they are now; tells when it does already, or why it cannot.</summary>
    public async Task RerateAsync(XdrRow record)
    {
        var view = await grains.GetGrain<IRerateGrain>(0).PriceAsync(record.SessionId, record.Part);

        if (view is not { Becomes: { } becomes } || view.IsEqual)
        {
            snackbar.Add(
                view is { Problem: { } problem } ? text["It cannot be re-rated: {0}.", text[RerateWords.Of(problem)]] : text["It costs by the rates as they are now already. Nothing to do."],
                view?.Problem is null ? Severity.Info : Severity.Warning);

            return;
        }

        var back = view.Was - becomes;
        await OpenAsync(
            record.BalanceId,
            text["Re-rate usage"],
            text[
                "{0}: it costs {1}, and {2} by the rates as they are now ({3}).",
                record.Login,
                Money.Text(view.Was, view.Currency, CultureInfo.CurrentCulture),
                Money.Text(becomes, view.Currency, CultureInfo.CurrentCulture),
                view.After ?? "–"],
            [new(text["Difference"], back < 0 ? "Charge {0}" : "Give back {0}", back < 0 ? -1 : 1, IsReasonNeeded: true, CorrectAsync)],
            Math.Abs(back),
            isFixed: true);

        Task<OperationReply> CorrectAsync(string operationId, decimal amount, string note) => AllowedAsync(Permissions.MoneyAdjust, by =>
            grains.GetGrain<IBalanceGrain>(record.BalanceId).CorrectAsync(new(operationId, record.SessionId, record.Part, becomes, note, by)
            {
                Refunded = view.Refunded,
            }).AsTask());
    }
}
