using Billing.Contracts.Users;
using Billing.Contracts.Views;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Lists;

/// <summary>The views of a list: chosen, kept, made the one that the list opens with, removed.</summary>
public sealed partial class ListViewBar
{
    /// <summary>In the address: the view's number; 0 for none, also where one is usual.</summary>
    public const string Name = "view";

    private bool _mayRemove;

    /// <summary>What the list's views are kept by.</summary>
    [Parameter, EditorRequired]
    public string List { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<ListViewRow> Views { get; set; } = [];

    [Parameter]
    public ListViewRow? Chosen { get; set; }

    /// <summary>The columns that are not shown.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyCollection<string> Hidden { get; set; } = [];

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private IListViewsGrain Grain => Grains.GetGrain<IListViewsGrain>(List);

    public static string Query(ListViewRow view) =>
        view.Query.Length == 0 ? $"{Name}={view.ViewId}" : $"{view.Query}&{Name}={view.ViewId}";

    protected override async Task OnInitializedAsync() => _mayRemove = await Clerk.MayAsync(Permissions.UsersManage);

    private void Choose(ChangeEventArgs change) => Address.Show(
        long.TryParse((string?)change.Value, out var id) && Views.FirstOrDefault(view => view.ViewId == id) is { } view ? Query(view) : Unchosen);

    // The list is in the same part of the page then.
    private string Unchosen => Address[AddressQuery.Tab] is { } tab ? $"{AddressQuery.Tab}={Uri.EscapeDataString(tab)}&{Name}=0" : $"{Name}=0";

    private async Task KeepAsync()
    {
        var details = new ListViewDetails(Chosen is { IsMine: true } mine ? mine.Name : "", Chosen?.IsShared ?? false, Address.Without(Name, "at"), [.. Hidden]);
        var dialog = await Dialogs.ShowAsync<KeepViewDialog>(
            null, new DialogParameters<KeepViewDialog> { { one => one.List, List }, { one => one.Details, details } });

        if (await dialog.Result is { Canceled: false, Data: long viewId })
        {
            await OnChanged.InvokeAsync();
            Address.Set((Name, $"{viewId}"));
        }
    }

    private Task DefaultAsync(ListViewRow view) => ChangeAsync(
        async by => await Grain.OpenWithAsync(view.IsDefault ? null : view.ViewId, by),
        view.IsDefault ? Text["The list opens as it comes."] : Text["The list opens with {0}.", view.Name]);

    private async Task RemoveAsync(ListViewRow view)
    {
        await ChangeAsync(async by => await Grain.RemoveAsync(view.ViewId, by, _mayRemove), Text["{0} is removed.", view.Name]);
        Address.Set((Name, "0"));
    }

    private async Task ChangeAsync(Func<string, Task> change, string done)
    {
        try
        {
            await change(await Clerk.RequireAsync(Policies.Staff));
            Snackbar.Add(done, Severity.Success);
        }
        catch (Exception failure) when (failure.IsTold())
        {
            Snackbar.Add(Failures.Say(failure, Text["No answer came. Look at the list again before you repeat it."]), Severity.Error);
        }

        await OnChanged.InvokeAsync();
    }
}
