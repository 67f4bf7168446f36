using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Sessions;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Accounts;

/// <summary>The open sessions of an account, live.</summary>
public sealed partial class SessionsCard : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(4);

    private readonly Lifetime _gone = new();
    private IReadOnlyList<SessionRow> _rows = [];
    private bool _isLoaded;

    [Parameter, EditorRequired]
    public long AccountId { get; set; }

    [Parameter, EditorRequired]
    public string Whose { get; set; } = "";

    [Parameter]
    public string? Class { get; set; }

    /// <summary>Sessions began or ended: what stands around may be old.</summary>
    [Parameter]
    public EventCallback OnChange { get; set; }

    /// <summary>They were looked at again.</summary>
    [Parameter]
    public EventCallback OnBeat { get; set; }

    [Inject]
    private ISessionQuery Sessions { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    // A column that is empty takes its width from the others, on a phone most of all.
    private bool HasPeer => _rows.Any(row => !string.IsNullOrEmpty(row.Peer));

    private bool HasAddress => _rows.Any(row => !string.IsNullOrEmpty(row.FramedAddress));

    protected override async Task OnParametersSetAsync() => await LoadAsync();

    public void Dispose() => _gone.Dispose();

    private async Task LookAsync()
    {
        var known = _rows.Select(row => row.SessionId).ToHashSet();
        await LoadAsync();

        if (!known.SetEquals(_rows.Select(row => row.SessionId)))
        {
            await OnChange.InvokeAsync();
        }
        else if (_rows.Count > 0)
        {
            await OnBeat.InvokeAsync();
        }
    }

    private async Task LoadAsync()
    {
        _rows =
        [
            .. (await Sessions.OpenAsync(Scope.Everything, new(AccountId: AccountId, IsAtPortal: true), new(Size: 5, IsDescending: true), _gone.Token)).Rows,
            .. (await Sessions.OpenAsync(Scope.Everything, new(AccountId: AccountId), new(Size: 20, IsDescending: true), _gone.Token)).Rows,
        ];
        _isLoaded = true;
    }

    private async Task DisconnectAsync()
    {
        var cause = $"portal-{Guid.NewGuid():N}";
        var dialog = await Dialogs.ShowAsync<ReasonDialog>((string?)null, new DialogParameters<ReasonDialog>
        {
            { it => it.Title, Text["Disconnect {0}", Whose] },
            { it => it.Follows, new string[]
                {
                    Text["Told to end them: {0}. Sessions: {1}; emergency calls go on.", string.Join(", ", _rows.Select(row => row.Node).Distinct()), _rows.Count],
                    Text["What was used stays charged; what is held beyond that is released with the gateway's last report."],
                    Text["A device may come back at once: to keep it off, block the account."],
                    Text["This cannot be undone: what is released is not held again, and the session does not go on."],
                }
            },
            { it => it.Verb, Text["Disconnect"] },
            { it => it.IsGrave, true },
            { it => it.Do, DoAsync },
        });
        await dialog.Result;
        await LoadAsync();
        await OnChange.InvokeAsync();

        async Task<ReasonOutcome> DoAsync(string reason, Instant? until)
        {
            var by = await Clerk.RequireAsync(Permissions.SessionsDisconnect);
            var sessions = await Grains.GetGrain<IAccountControlGrain>(AccountId).DisconnectAsync(new(cause, by, reason));

            return new(new(ChangeResult.Done), SessionWords.Answers(sessions, Text));
        }
    }
}
