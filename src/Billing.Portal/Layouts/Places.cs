using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Layouts;

/// <summary>Which of the places that a layout leads to is the one that is shown.</summary>
internal static class Places
{
    /// <summary>Of the page that is shown: without the site before it and what is asked of it.</summary>
    public static string Path(this NavigationManager navigation) => navigation.ToBaseRelativePath(navigation.Uri).Split('?', '#')[0].TrimEnd('/');

    /// <summary>A part of the portal leads to all that is within it; its start only to itself.</summary>
    public static bool Lead(string path, ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (path == part || (part.Contains('/', StringComparison.Ordinal) && path.StartsWith($"{part}/", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
