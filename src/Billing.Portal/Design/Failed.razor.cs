using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Design;

/// <summary>Instead of a page that threw: the rest of the screen stays.</summary>
public sealed partial class Failed
{
    private string _number = "";

    [Parameter, EditorRequired]
    public Exception Failure { get; set; } = null!;

    [Parameter]
    public EventCallback OnAgain { get; set; }

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    protected override void OnInitialized() => _number = Failures.Keep(Failure);
}
