using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Notifications;
using Billing.Core.Amounts;
using Billing.Core.Customers;
using Billing.Core.Notifications;
using Billing.Grains.Changes;
using Microsoft.Extensions.Options;

namespace Billing.Grains.Notifications;

internal sealed class NotificationGrain(INotificationStore store) : Grain, INotificationGrain
{
    public Task<ChangeReply> SendAgainAsync(NotificationChannel channel, string by)
    {
        DeactivateOnIdle(); // it is asked once

        return store.AgainAsync(this.GetPrimaryKeyLong(), channel, by);
    }
}

internal sealed class NotificationTemplateGrain(INotificationStore store) : Grain, INotificationTemplateGrain
{
    private string Template => this.GetPrimaryKeyString();

    public async Task<ChangeReply> EditAsync(TemplateDetails? details, Edit edit)
    {
        if (Template.Split('.') is not [var name, var language] || EventTerms.Of(name) is not { } terms || !BuiltInTemplates.Languages.Contains(language))
        {
            return ChangeReply.NotFound;
        }

        return (details is null ? null : Check(details, terms)) ?? await store.EditTemplateAsync(Template, details, edit);
    }

    private static ChangeReply? Check(TemplateDetails details, EventTerms terms)
    {
        var problems = new Problems()
            .Text(details.Subject, nameof(details.Subject), Core.Notifications.Template.MostSubject)
            .Expect(!details.Subject.AsSpan().ContainsAny('\r', '\n'), nameof(details.Subject), "one line")
            .Text(details.Body, nameof(details.Body), Core.Notifications.Template.MostBody);

        return (problems.Refusal is null ? Placed(problems, details, terms) : problems).Refusal;
    }

    private static Problems Placed(Problems problems, TemplateDetails details, EventTerms terms)
    {
        var (subject, body) = (Core.Notifications.Template.Problem(details.Subject, terms), Core.Notifications.Template.Problem(details.Body, terms));

        return problems.Expect(subject is null, nameof(details.Subject), subject ?? "").Expect(body is null, nameof(details.Body), body ?? "");
    }
}

/// <summary>The balance reads its threshold when it is read, so it is told to read itself again.</summary>
internal sealed class AlertsGrain(IAlertStore store, Thresholds thresholds, IOptions<NotificationOptions> options) : Grain, IAlertsGrain
{
    private const decimal MaxMoney = 1_000_000_000;

    private long BalanceId => this.GetPrimaryKeyLong();

    public async Task<AlertsView?> GetAsync() => await store.GetAsync(BalanceId) is { } stored
        ? stored with { UsualLowBalance = thresholds.LowBalanceIn(stored.Currency), IsMailOn = options.Value.Smtp.Host.Length > 0 }
        : null;

    public async Task<ChangeReply> EditAsync(AlertDetails details, Edit edit)
    {
        details = details with { Unwanted = details.Unwanted.OrEmpty() };
        var refusal = new Problems()
            .Expect(details.Email is null || EmailAddress.IsOne(details.Email), nameof(details.Email), "an e-mail address such as name@example.com")
            .Expect(
                details.LowBalance is null or (>= 0 and <= MaxMoney) && details.LowBalance?.Round(5, Rounding.Down) == details.LowBalance,
                nameof(details.LowBalance),
                "an amount of zero or more")
            .Expect(
                details.Unwanted.AreDistinct() && details.Unwanted.All(one => Enum.IsDefined(one) && EventTerms.Of(one).IsOptional),
                nameof(details.Unwanted),
                "optional events, each once")
            .Refusal;

        if (refusal is not null)
        {
            return refusal;
        }

        var reply = await store.EditAsync(BalanceId, details, edit);

        if (reply.IsDone)
        {
            await GrainFactory.GetGrain<IBalanceGrain>(BalanceId).ReloadAsync();
        }

        return reply;
    }
}
