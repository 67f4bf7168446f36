using Billing.Contracts;
using Billing.Contracts.Sessions;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Sessions;

/// <summary>What a filter of live sessions would end, with counts; then, by a second button, how far that is.</summary>
public sealed partial class BulkDisconnectPage : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Lifetime _gone = new();
    private readonly string _name = $"bulk-{Guid.NewGuid():N}";
    private List<SessionRow>? _rows;
    private BulkDisconnectView? _view;
    private IReadOnlyList<ControlRecord> _answers = [];
    private string? _reason;
    private string? _problem;
    private bool _isFiltered;
    private bool _isMore;
    private bool _isLoaded;
    private bool _busy;

    /// <summary>Null: a review of what would be ended.</summary>
    [Parameter]
    public string? Job { get; set; }

    [Inject]
    private ISessionQuery Query { get; set; } = null!;

    [Inject]
    private ISessionControlQuery Controls { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (Job is not null)
        {
            await LookAsync();
            _isLoaded = true;
        }
        else if (_rows is null)
        {
            await ReviewAsync();
        }
    }

    public void Dispose() => _gone.Dispose();

    private async Task ReviewAsync()
    {
        var filter = SessionAddress.Filter(new(Navigation), Clock.Now());
        _isFiltered = filter != new SessionFilter();
        var rows = new List<SessionRow>();
        string? cursor = null;

        do
        {
            var page = await Query.OpenAsync(Scope.Everything, filter, new(IsDescending: true, Size: 500, Cursor: cursor), _gone.Token);
            rows.AddRange(page.Rows);
            cursor = page.Next;
        }
        while (cursor is not null && rows.Count < BulkDisconnectOrder.Most);

        (_rows, _isMore) = ([.. rows.Take(BulkDisconnectOrder.Most)], cursor is not null || rows.Count > BulkDisconnectOrder.Most);
    }

    private async Task StartAsync()
    {
        if (_busy)
        {
            return;
        }

        (_busy, _problem) = (true, null);

        try
        {
            var by = await Clerk.RequireAsync(Permissions.SessionsDisconnect);
            await Grains.GetGrain<IBulkDisconnectGrain>(_name).StartAsync(new([.. _rows!.Select(row => row.SessionId)], by, _reason!.Trim()));
            Navigation.NavigateTo($"admin/sessions/disconnect/{_name}");
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

    private async Task LookAsync()
    {
        _view = await Grains.GetGrain<IBulkDisconnectGrain>(Job!).GetAsync();
        _answers = _view is null ? [] : await Controls.OfCauseAsync(Job!, BulkDisconnectOrder.Most, _gone.Token);
    }
}
