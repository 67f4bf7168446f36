using System.Runtime.CompilerServices;
using Bunit;

namespace Billing.Portal.Tests;

/// <summary>How long a component is waited for that is rendered without a browser: a second is short where browsers use every core.</summary>
internal static class Patience
{
    [ModuleInitializer]
    internal static void Set() => BunitContext.DefaultWaitTimeout = TimeSpan.FromMinutes(1);
}
