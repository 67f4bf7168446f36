using System.Runtime.CompilerServices;

namespace Billing.Portal.Tests.Design;

/// <summary>Dialogs that read what they change when they are open already.</summary>
public sealed class LoadedDialogTests
{
    // What is read comes after the form: on a slow link it took away what had been typed until then, and a choice went back to what was stored.
    [Fact]
    public void Their_form_is_there_when_what_is_stored_is()
    {
        var dialogs = Sources().Select(file => (Name: Path.GetFileName(file), Text: File.ReadAllText(file)))
            .Where(file => file.Text.Contains("<MudDialog", StringComparison.Ordinal) && file.Text.Contains("OnInitializedAsync() => LoadAsync()", StringComparison.Ordinal))
            .ToArray();

        Assert.Contains(dialogs, dialog => dialog.Name == "RealmDialog.razor");
        Assert.DoesNotContain(dialogs, dialog => dialog.Text.IndexOf("<EditField", StringComparison.Ordinal) < dialog.Text.IndexOf("@if (_isLoaded)", StringComparison.Ordinal)
            || !dialog.Text.Contains("Disabled=\"IsBusy || !_isLoaded\" OnClick=\"SaveAsync\"", StringComparison.Ordinal)
            || !dialog.Text.Contains("@if (_isLoaded)", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Sources([CallerFilePath] string here = "") =>
        Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Billing.Portal"), "*.razor", SearchOption.AllDirectories);
}
