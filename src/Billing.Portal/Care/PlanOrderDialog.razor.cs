using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Lines;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Care;

/// <summary>An order about a line's plan: its preview is computed by the code that charges; pressed twice, it is one order.</summary>
public sealed partial class PlanOrderDialog
{
    private LineReply? _preview;
    private string? _problem;
    private bool _atRenewal;
    private bool _isAsked; // the preview is of what was chosen before
    private bool _busy;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Parameter, EditorRequired]
    public long AccountId { get; set; }

    /// <summary>With the operation id that was made when the dialog opened.</summary>
    [Parameter, EditorRequired]
    public LineOrder Order { get; set; } = null!;

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Currency { get; set; } = "";

    /// <summary>Null: there is no renewal to wait for.</summary>
    [Parameter]
    public Instant? RenewsAt { get; set; }

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private string Title => Order.Verb switch
    {
        LineVerb.Change => Text["Change to {0}", Name],
        LineVerb.Add => Text["Add {0}", Name],
        _ => Text["End {0}", Name],
    };

    private string Verb => (Order.Verb, _preview) switch
    {
        (LineVerb.End, _) => Text["End {0}", Name],
        (_, { DueNow: > 0 } preview) => Text["{0} for {1} today", Title, Money.Text(preview.DueNow, Currency, CultureInfo.CurrentCulture)],
        _ => Title,
    };

    /// <summary>What is due later, by day.</summary>
    private IEnumerable<(Instant At, decimal Amount)> Later
    {
        get
        {
            var now = Clock.Now();

            return _preview!.Charges.IsDefault
                ? []
                : _preview.Charges.Where(charge => charge.DueAt > now).GroupBy(charge => charge.DueAt).Select(day => (day.Key, day.Sum(charge => charge.Amount)));
        }
    }

    private ILinePlanGrain Line => Grains.GetGrain<ILinePlanGrain>(AccountId);

    protected override Task OnInitializedAsync()
    {
        _atRenewal = Order.Verb is LineVerb.End && RenewsAt is not null; // what is paid for is used

        return PreviewAsync();
    }

    private Task TurnAsync(bool atRenewal)
    {
        if (_busy)
        {
            return Task.CompletedTask; // pressed before the browser had heard of it
        }

        _atRenewal = atRenewal;

        return PreviewAsync();
    }

    private async Task PreviewAsync()
    {
        (_isAsked, _problem) = (true, null);
        var atRenewal = _atRenewal;

        try
        {
            var preview = await Line.PreviewAsync(Order with { AtRenewal = atRenewal });

            if (atRenewal == _atRenewal) // else it is of what was chosen before
            {
                (_preview, _problem) = (preview, Say(preview));
            }
        }
        catch (Exception failure) when (failure.IsTold())
        {
            if (atRenewal == _atRenewal)
            {
                _preview = null;
                _problem = Failures.Say(failure, Text["No answer came. Nothing was changed; try once more."]);
            }
        }
        finally
        {
            _isAsked = atRenewal != _atRenewal && _isAsked;
        }
    }

    private async Task DoAsync()
    {
        if (_busy || _isAsked)
        {
            return;
        }

        (_busy, _problem) = (true, null);

        try
        {
            var reply = await Line.OrderAsync(Order with { AtRenewal = _atRenewal });
            _problem = Say(reply);

            if (reply.IsDone)
            {
                Dialog.Close(DialogResult.Ok(Told(reply)));
            }
        }
        catch (Exception failure) when (failure.IsTold())
        {
            _problem = Failures.Say(failure, Text["No answer came. It may be done: press the button again, which never does it twice."]);
        }
        finally
        {
            _busy = false;
        }
    }

    private string Told(LineReply reply)
    {
        var day = Viewer.Local(reply.EffectiveAt ?? default).ToDateTimeUnspecified().ToString("d MMM yyyy", CultureInfo.CurrentCulture);

        return (Order.Verb, _atRenewal) switch
        {
            (LineVerb.Change, false) => Text["You have {0} now.", Name],
            (LineVerb.Change, true) => Text["You have {0} from {1} on.", Name, day],
            (LineVerb.Add, _) => Text["{0} is added.", Name],
            (_, false) => Text["{0} has ended.", Name],
            _ => Text["{0} ends on {1}.", Name, day],
        };
    }

    private string? Say(LineReply reply) => reply.IsDone ? null : Sentence(reply);

    private string Sentence(LineReply reply) => reply.Problem switch
    {
        LineProblem.NoFunds => Text[
            "It costs {0} today and you can spend {1}. Top up first; nothing was changed.", Money.Text(reply.DueNow, Currency, CultureInfo.CurrentCulture),
            Money.Text(reply.Available, Currency, CultureInfo.CurrentCulture)],
        LineProblem.NotOffered => Text["It is not offered any more. Load the page again; nothing was changed."],
        LineProblem.NotTheirs => Text["It is not one of yours to change; nothing was changed."],
        LineProblem.ChangeToCome => Text["Another change of this line is ordered and comes first; nothing was changed."],
        LineProblem.OtherOrder => Text["It was ordered already, in another way. Load the page again and look."],
        LineProblem.Overdue => Text["A payment is overdue and comes first; nothing was changed."],
        _ => Text["It was refused and nothing was changed: {0}", reply.Detail ?? ""],
    };
}
