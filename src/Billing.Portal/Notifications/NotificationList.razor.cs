using System.Globalization;
using Billing.Contracts.Notifications;
using Billing.Contracts.Users;
using Billing.Core.Notifications;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Notifications;

public sealed partial class NotificationList
{
    private ListTable<NotificationRow, NotificationSort>? _list;
    private NotificationFilter _filter = new();
    private (string, string)[] _states = [];
    private (string, string)[] _events = [];
    private (string, string)[] _channels = [];
    private string? _told;
    private string? _problem;

    /// <summary>Only this customer's; null: all.</summary>
    [Parameter]
    public long? CustomerId { get; set; }

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private INotificationQuery Notifications { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    protected override void OnInitialized()
    {
        _states = [.. Enum.GetValues<DeliveryState>().Select(state => (state.ToString(), (string)Text[NotificationWords.Name(state)]))];
        _events = [.. EventTerms.All.Select(terms => (terms.Event.ToString(), (string)Text[NotificationWords.Name(terms.Event)]))];
        _channels = [.. Enum.GetValues<NotificationChannel>().Select(channel => (channel.ToString(), (string)Text[NotificationWords.Name(channel)]))];
    }

    protected override void OnParametersSet() => _filter = new(
        CustomerId, null, Address.Choice<DeliveryState>("state"), Address.Choice<NotificationChannel>("channel"), Address.Choice<NotificationEvent>("event"),
        CustomerId is null ? Address["q"] : null, CustomerId is null ? null : Address["q"]);

    private string? Why(NotificationRow row) => row switch
    {
        { State: DeliveryState.Waiting, Tries: > 0 } => Text["next try {0}", Local(row.NextAt)],
        { State: DeliveryState.Sent, EndedAt: { } at } => Local(at),
        _ => null,
    };

    private string Local(NodaTime.Instant at) => Viewer.Local(at).ToDateTimeUnspecified().ToString("d MMM HH:mm", CultureInfo.CurrentCulture);

    private async Task AgainAsync(NotificationRow row)
    {
        (_told, _problem) = (null, null);

        try
        {
            var reply = await Grains.GetGrain<INotificationGrain>(row.NotificationId).SendAgainAsync(row.Channel, await Clerk.RequireAsync(Permissions.CustomersEdit));

            if (reply.IsDone)
            {
                _told = Text["It is sent again within a few seconds, to the address of now."];
            }
            else
            {
                _problem = Text["It is not there any more. Nothing was changed."];
            }
        }
        catch (Exception failure) when (failure.IsTold())
        {
            _problem = Failures.Say(failure, Text["No answer came. It may be done: look before you press the button again."]);
        }

        await _list!.RefreshAsync();
    }
}
