using Billing.Contracts.Notifications;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Notifications;

/// <summary>One text of one notification in one language.</summary>
public sealed partial class TemplatePage
{
    private TemplateRow? _row;
    private string? _subject;
    private string? _body;
    private bool _attachesDocument;
    private bool _isLoaded;

    /// <summary>Event and language, such as <c>low-balance.en</c>.</summary>
    [Parameter]
    public string Template { get; set; } = "";

    [Inject]
    private INotificationQuery Notifications { get; set; } = null!;

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _row = (await Notifications.TemplatesAsync(CancellationToken.None)).FirstOrDefault(row => row.Key == Template);
        (_subject, _body, _attachesDocument, _isLoaded) = (_row?.Text.Subject, _row?.Text.Body, _row is not { Text.AttachesDocument: false }, true);
        Problems.Clear();
    }

    private Task SaveAsync() => EditAsync(new(_subject ?? "", (_body ?? "").ReplaceLineEndings("\n"), _attachesDocument), Text["Saved: it is what is sent from now on."]);

    private Task ResetAsync() => EditAsync(null, Text["The program's text is sent from now on."]);

    private async Task EditAsync(TemplateDetails? details, string told)
    {
        if (await ChangeAsync(
                Permissions.SettingsEdit, by => Grains.GetGrain<INotificationTemplateGrain>(Template).EditAsync(details, new(by, _row!.Version))) is not null)
        {
            Snackbar.Add(told, Severity.Success);
            await LoadAsync();
        }
    }
}
