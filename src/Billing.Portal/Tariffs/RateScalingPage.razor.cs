using Billing.Contracts.Tariffs;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Tariffs;

/// <summary>One change of many prices, followed while it is applied.</summary>
public sealed partial class RateScalingPage
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private RateScalingView? _view;
    private bool _isLoaded;

    [Parameter]
    public string ScalingKey { get; set; } = "";

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        await LookAsync();
        _isLoaded = true;
    }

    private async Task LookAsync() => _view = await Grains.GetGrain<IRateScalingGrain>(ScalingKey).GetAsync();
}
