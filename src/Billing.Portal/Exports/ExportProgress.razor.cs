using Billing.Contracts;
using Billing.Contracts.Exports;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Exports;

/// <summary>One export, followed while it runs; nothing when it is not in the viewer's scope.</summary>
public sealed partial class ExportProgress
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private ExportView? _view;
    private bool _isLoaded;

    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    [Parameter, EditorRequired]
    public Scope Scope { get; set; } = null!;

    /// <summary>The address before the key: <c>admin/exports</c>.</summary>
    [Parameter, EditorRequired]
    public string Place { get; set; } = "";

    /// <summary>Whether who looks may see what it has; asked with each look.</summary>
    [Parameter]
    public Func<ExportView, Task<bool>>? Allowed { get; set; }

    [Inject]
    private IExportQuery Exports { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        await LookAsync();
        _isLoaded = true;
    }

    // Whose it is, the query says; the grain goes on with what was interrupted.
    private async Task LookAsync()
    {
        var found = await Exports.FindAsync(Scope, Key, CancellationToken.None);
        _view = found is null || (Allowed is { } allowed && !await allowed(found)) ? null
            : found.EndedAt is null ? await Grains.GetGrain<IExportGrain>(Key).GetAsync()
            : found;
    }
}
