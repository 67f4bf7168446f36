using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;

namespace Billing.Portal;

/// <summary>The document around every page.</summary>
public sealed partial class App
{
    private Viewer _viewer = Viewer.Default;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = null!;

    // Pages that sign in and out write cookies, which only a plain request can.
    private IComponentRenderMode? Mode => HttpContext.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    protected override void OnInitialized() => _viewer = Viewer.Of(HttpContext.Request.Cookies);
}
