using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Contracts.Records;
using Billing.Contracts.Sessions;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Sessions;

/// <summary>What happened to a session: each report that its process remembers, holds, charges, policies, what its gateway was told.</summary>
public sealed partial class SessionTimeline
{
    private const int MostOrders = 50;

    // English; the keys of their translations, and what the address has.
    private static readonly string[] Sources = ["memory", "the database"];

    private IReadOnlyList<StoryLine> _lines = [];
    private RecentSteps? _recent;
    private bool _isRead;
    private (SessionRow, IReadOnlyList<XdrRow>)? _told;

    [Parameter, EditorRequired]
    public SessionRow Session { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyList<XdrRow> Records { get; set; } = [];

    [Inject]
    private ISessionControlQuery Orders { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    private IEnumerable<StoryLine>? Shown => _isRead
        ? _lines.Where(line => Address.Fits("q", What(line), Detail(line)) && (Address["known"] is not { } known || known == Source(line)))
        : null;

    // Another filter changes nothing of what happened, and the session's process is not asked for it.
    protected override async Task OnParametersSetAsync()
    {
        if (_told is var (session, records) && ReferenceEquals(session, Session) && ReferenceEquals(records, Records))
        {
            return;
        }

        _told = (Session, Records);

        try
        {
            _recent = await Grains.GetGrain<IBalanceMemoryGrain>(Session.BalanceId).RecentAsync(Session.SessionId);
        }
        catch (Exception failure) when (failure.IsTold())
        {
            Failures.Note(failure);
            _recent = null;
        }

        var orders = await Orders.OfSessionAsync(Session.SessionId, MostOrders, CancellationToken.None);
        _lines = SessionStory.Tell(Session, Records, orders, _recent);
        _isRead = true;
    }

    private static string Source(StoryLine line) => Sources[line.Step is null ? 1 : 0];

    private string Told(StoryLine line) => Detail(line) is { Length: > 0 } detail ? $"{What(line)} · {detail}" : What(line);

    private static long? Used(StoryLine line) => line.Step?.UsedUnits ?? line.Record?.UsedUnits;

    private static decimal? Cost(StoryLine line) => line.Step?.Charged ?? line.Record?.Amount;

    private string Currency(StoryLine line) => line.Record?.Currency ?? Session.Currency;

    private string What(StoryLine line) => line.Kind switch
    {
        StoryKind.Authorized => Text["Authorised"],
        StoryKind.Started => Text["Started"],
        StoryKind.Reported => Text["Reported"],
        StoryKind.Ended => Text["Ended"],
        StoryKind.Lost => Text["Closed: the gateway fell silent or restarted"],
        StoryKind.Released => Text["Never started: what was held is given back"],
        StoryKind.Charged => Text["Charged: usage record {0}", line.Record!.Part],
        StoryKind.Ordered when line.Order!.Kind is ControlKind.Disconnect => Text["The gateway was asked to end it"],
        StoryKind.Ordered => Text["The gateway was told the policy {0}", line.Order!.Policy ?? Text["its ordinary one"]],
        _ => Text["The gateway answered"],
    };

    private string Detail(StoryLine line) => line switch
    {
        { Kind: StoryKind.Ordered, Order: { } order } => $"{order.Reason} ({order.By})",
        { Kind: StoryKind.Answered, Order: { } order } => order.Answer is { } said ? Text[said] : "",
        { Kind: StoryKind.Ended, Step: null } => Session.TerminateCause ?? "",
        { Step: { } step } => string.Join("; ", Parts(line.Before, step)),
        _ => "",
    };

    private IEnumerable<string> Parts(SessionStep? before, SessionStep step)
    {
        if (before is not null && step.Charged > before.Charged)
        {
            yield return Text["charged {0}", Money.Text(step.Charged - before.Charged, Session.Currency, CultureInfo.CurrentCulture)];
        }

        if (before?.Policy != step.Policy)
        {
            yield return Text["policy {0}", step.Policy ?? Text["its ordinary one"]];
        }

        if (step.IsUsedUp)
        {
            yield return Text["nothing more is granted"];
        }
    }

    private string Since(RecentSteps recent) => Viewer.Local(recent.Since).ToDateTimeUnspecified().ToString("d MMM yyyy HH:mm:ss", CultureInfo.CurrentCulture);
}
