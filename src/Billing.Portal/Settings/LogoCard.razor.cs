using Billing.Contracts.Brand;
using Billing.Contracts.Users;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Settings;

/// <summary>The picture at the head of invoices. What a file must be like is the grain's to say.</summary>
public sealed partial class LogoCard
{
    // The grain takes less; somebody who chooses a film is not to upload it first.
    private const int MostOctets = 1_000_000;

    private byte[]? _logo;
    private bool _isReady;
    private bool _isBusy;
    private bool _isDone;
    private string? _problem;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private ILogoGrain Logo => Grains.GetGrain<ILogoGrain>(0);

    protected override async Task OnInitializedAsync() => _logo = await Logo.GetAsync();

    // The field is of use only when the page answers: a file that is chosen before would be lost.
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _isReady = true;
            StateHasChanged();
        }
    }

    private async Task UploadAsync(InputFileChangeEventArgs chosen)
    {
        (_isDone, _problem) = (false, null);

        if (chosen.File.Size > MostOctets)
        {
            _problem = Text["Expected: {0}", Text["a file of 256 KB at the most"]];

            return;
        }

        using var octets = new MemoryStream();
        await using var stream = chosen.File.OpenReadStream(MostOctets);
        await stream.CopyToAsync(octets);
        await SetAsync(octets.ToArray());
    }

    private async Task SetAsync(byte[]? png)
    {
        (_isBusy, _isDone, _problem) = (true, false, null);

        try
        {
            var reply = await Logo.SetAsync(png, await Clerk.RequireAsync(Permissions.SettingsEdit));
            (_isDone, _problem) = (reply.IsDone, reply.IsDone ? null : Text["Expected: {0}", Text[reply.Problems[0].Expected]].Value);
            _logo = reply.IsDone ? png : _logo;
        }
        catch (Exception failure) when (failure.IsTold())
        {
            _problem = Failures.Say(failure, Text["No answer came. It may be done: look before you press the button again."]);
        }
        finally
        {
            _isBusy = false;
        }
    }
}
