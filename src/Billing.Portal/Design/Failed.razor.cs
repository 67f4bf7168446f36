using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;

namespace Billing.Portal.Design;

/// <summary>Instead of a page that threw: the rest of the screen stays.</summary>
public sealed partial class Failed
{
    [Parameter, EditorRequired]
    public Exception Failure { get; set; } = null!;

    [Parameter]
    public EventCallback OnAgain { get; set; }

    [Inject]
    private ILogger<Failed> Log { get; set; } = null!;

    protected override void OnInitialized() => LogFailed(Log, Failure);

    [LoggerMessage(1, LogLevel.Error, "A page failed")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
