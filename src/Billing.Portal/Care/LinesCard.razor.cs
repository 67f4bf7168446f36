using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Lines;
using Billing.Core.Accounts;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Customers;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace Billing.Portal.Care;

/// <summary>Lines as they are now, and what keeps a loss small.</summary>
public sealed partial class LinesCard : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    private readonly Lifetime _gone = new();
    private IReadOnlyList<AccountRow> _lines = [];
    private IReadOnlyList<CareFunds> _funds = [];
    private string? _told;
    private string? _found;
    private bool _isLoaded;

    [Parameter, EditorRequired]
    public Subscriber Subscriber { get; set; } = null!;

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private CareReader Care { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private LineOwner Owner => new(Subscriber.Scope.CustomerId, Subscriber.Scope.AccountId);

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override Task OnParametersSetAsync() => _isLoaded && Address[CareReader.Find] != _found ? LoadAsync() : Task.CompletedTask;

    public void Dispose() => _gone.Dispose();

    private async Task LoadAsync()
    {
        var find = _found = Address[CareReader.Find];
        var lines = await Care.LinesAsync(Subscriber, Address, _gone.Token);
        var funds = await Care.FundsAsync(Subscriber, lines, Clock.Now(), _gone.Token);

        if (find == _found) // else something else has been typed since
        {
            (_lines, _funds, _isLoaded) = (lines, funds, true);
        }
    }

    private static bool IsLost(AccountRow line) => line is { Status: AccountStatus.Suspended, StatusReason: BlockReasons.Lost };

    private static string Others(AccountRow line) => string.Join(", ", line.Aliases.Where(alias => alias != line.Login));

    private static StatusTone ToneOf(AccountRow line) =>
        line.Status is not AccountStatus.Active || line.CustomerStatus is not CustomerStatus.Active ? StatusTone.Bad
        : line.OpenSessions > 0 ? StatusTone.Ok
        : StatusTone.Off;

    private string WordOf(AccountRow line) =>
        IsLost(line) ? Text["blocked as lost"]
        : ToneOf(line) is StatusTone.Bad ? Text["cannot be used"]
        : line.OpenSessions > 0 ? Text["online now"]
        : Text["not online"];

    private bool MayLimit(AccountRow line) =>
        line.Status is not AccountStatus.Closed && _funds.Any(one => one.BalanceId == line.BalanceId) && !(Subscriber.Scope.AccountId is not null && line.SharesBalance);

    private IEnumerable<SpendingLimit> LimitsOf(AccountRow line) =>
        (_funds.FirstOrDefault(one => one.BalanceId == line.BalanceId)?.Funds.Limits ?? [])
        .Where(limit => limit.AccountId == line.AccountId && limit.Period is PeriodKind.Daily);

    private ILineGuardGrain Guard(AccountRow line) => Grains.GetGrain<ILineGuardGrain>(line.AccountId);

    private Task BlockAsync(AccountRow line)
    {
        var cause = $"care-{Guid.NewGuid():N}";

        return AskAsync<ReasonDialog>(
            new DialogParameters<ReasonDialog>
            {
                { it => it.Title, Text["Block {0}, which is lost", line.Login] },
                { it => it.Follows, new string[]
                    {
                        Text["Nobody can use it from now on; emergency calls go on."],
                        Text["What runs on it ends now. What was used stays charged, and fees go on."],
                        Text["You can let it be used again here at any time."],
                    }
                },
                { it => it.Verb, Text["Block the line"] },
                { it => it.IsGrave, true },
                { it => it.AsksReason, false },
                { it => it.Do, async (_, _) => await Guard(line).BlockLostAsync(Owner, cause, Subscriber.Editor) },
            },
            Text["{0} is blocked.", line.Login]);
    }

    private Task UnblockAsync(AccountRow line) => AskAsync<ReasonDialog>(
        new DialogParameters<ReasonDialog>
        {
            { it => it.Title, Text["Use {0} again", line.Login] },
            { it => it.Follows, new string[] { Text["Do this when you have it back: whoever has it can use it then."] } },
            { it => it.Verb, Text["Use it again"] },
            { it => it.AsksReason, false },
            { it => it.Do, async (_, _) => await Guard(line).UnblockAsync(Owner, Subscriber.Editor) },
        },
        Text["{0} can be used again.", line.Login]);

    private Task LimitAsync(AccountRow line) => AskAsync<DayLimitDialog>(
        new DialogParameters<DayLimitDialog>
        {
            { it => it.Line, line },
            { it => it.Limit, LimitsOf(line).FirstOrDefault(one => one.IsOwn)?.Amount },
            { it => it.Do, (amount, operationId) => Guard(line).LimitDayAsync(Owner, amount, operationId, Subscriber.Limiter) },
        },
        Text["The limit of {0} is set.", line.Login]);

    private async Task AskAsync<TDialog>(DialogParameters parameters, string told)
        where TDialog : ComponentBase
    {
        _told = null;
        var isDone = await (await Dialogs.ShowAsync<TDialog>((string?)null, parameters)).Result is { Canceled: false };
        await LoadAsync();

        if (isDone)
        {
            _told = told;
            StateHasChanged();
            await Task.Yield();
            await Script.InvokeVoidAsync("portal.focus", "[data-told][tabindex]"); // the button that opened it is gone with what was done
        }
    }
}
