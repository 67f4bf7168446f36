using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Contracts.Destinations;
using Billing.Contracts.Paging;
using Billing.Contracts.Users;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Destinations;

/// <summary>A group of destinations: its members, and how to change them.</summary>
public sealed partial class GroupPage
{
    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private ListTable<GroupMemberRow, GroupMemberSort>? _list;
    private string? _filter;
    private string? _name;
    private string? _typed;
    private string? _members;
    private string? _excluded;
    private long _version;
    private bool _isMissing;
    private bool _isLoaded;

    /// <summary>Null: a new one.</summary>
    [Parameter]
    public int? GroupId { get; set; }

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private IDestinationQuery Destinations { get; set; } = null!;

    protected override Task OnInitializedAsync() => LoadAsync();

    // Another filter of the members must not undo what is being typed.
    protected override void OnParametersSet() => _filter = Address["q"];

    private async Task LoadAsync()
    {
        Problems.Clear();

        if (GroupId is not { } id)
        {
            _isLoaded = true;

            return;
        }

        var view = await Grains.GetGrain<IDestinationGroupGrain>(id).GetAsync();
        _isMissing = view is null;

        if (view is { Details: var details })
        {
            (_name, _typed, _version) = (details.Name, details.Name, view.Version);
            (_members, _excluded, _isLoaded) = (string.Join('\n', details.Members), string.Join('\n', details.Excluded), true);
        }
    }

    private Task<Page<GroupMemberRow>> MembersAsync(PageRequest<GroupMemberSort> page, CancellationToken cancellation) =>
        Destinations.MembersAsync(GroupId!.Value, _filter, page, cancellation);

    private static ImmutableArray<string> Lines(string? text) =>
        [.. (text ?? "").Split(['\n', '\r', ',', ';', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Distinct()];

    private async Task SaveAsync()
    {
        var details = new DestinationGroupDetails(_typed?.Trim() ?? "", Lines(_members), Lines(_excluded));
        var saved = await ChangeAsync(Permissions.TariffsEdit, by => GroupId is { } id
            ? Grains.GetGrain<IDestinationGroupGrain>(id).EditAsync(details, new Edit(by, _version))
            : Grains.GetGrain<ICreationGrain>(_operationId).CreateDestinationGroupAsync(details, by));

        if (saved is null)
        {
            return;
        }

        Snackbar.Add(Text["{0} is saved.", details.Name], Severity.Success);

        if (GroupId is null)
        {
            Navigation.NavigateTo($"admin/destination-groups/{saved.Id}");

            return;
        }

        await LoadAsync();
        await (_list?.RefreshAsync() ?? Task.CompletedTask);
    }
}
