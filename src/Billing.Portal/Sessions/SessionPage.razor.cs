using Billing.Contracts;
using Billing.Contracts.Records;
using Billing.Contracts.Service;
using Billing.Contracts.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using MudBlazor;

namespace Billing.Portal.Sessions;

/// <summary>One session, running or ended.</summary>
public sealed partial class SessionPage
{
    private SessionRow? _session;
    private IReadOnlyList<XdrRow> _records = [];
    private bool _isLoaded;

    [Parameter]
    public Guid SessionId { get; set; }

    [Inject]
    private ISessionQuery Sessions { get; set; } = null!;

    [Inject]
    private IXdrQuery Xdrs { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private IOptions<TraceOptions> Traces { get; set; } = null!;

    private string TraceId => SessionTrace.IdOf(SessionId);

    private string? TraceAddress => Traces.Value.AddressOf(TraceId);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _session = await Sessions.FindAsync(Scope.Everything, SessionId, CancellationToken.None);
        _records = await Xdrs.OfSessionAsync(Scope.Everything, SessionId, CancellationToken.None);
        _isLoaded = true;
    }

    private async Task ChangePolicyAsync()
    {
        var dialog = await Dialogs.ShowAsync<PolicyDialog>(null, new DialogParameters<PolicyDialog> { { it => it.Session, _session } });
        await dialog.Result;
        await LoadAsync();
    }
}
