using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Rating;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Billing.Portal.Rating;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Billing.Portal.Tariffs.Import;

/// <summary>A price list becomes the tariff's next version: uploaded, read, looked at, applied.</summary>
/// <remarks>The import's number stands in the address, and the grain keeps all of it: a reload shows the same place.</remarks>
public sealed partial class ImportPage
{
    private const long MostBytes = 100_000_000;
    private const int PieceBytes = 256 * 1024;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly string[] Steps = ["Upload", "Look at it", "Apply", "Done"];

    private readonly Lifetime _gone = new();
    private TariffRow? _tariff;
    private bool _isMissing;
    private Guid? _importId;
    private RateImportView? _view;
    private ImmutableArray<CarrierLayout> _layouts;
    private CarrierLayout? _layout;
    private bool _isReady;
    private long? _sent;
    private long _size;

    [Parameter]
    public long TariffId { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    private ICarrierLayoutsGrain Layouts => Grains.GetGrain<ICarrierLayoutsGrain>(0);

    private IReadOnlyList<(string Value, string Text)> LayoutChoices =>
        [("", Text["one that is not known yet"]), .. _layouts.Select(one => (one.Carrier, one.Carrier))];

    private IRateImportGrain Grain => Grains.GetGrain<IRateImportGrain>(_importId!.Value);

    private int Step => _view?.State switch
    {
        null or RateImportState.Uploading => 0,
        RateImportState.Applying => 2,
        RateImportState.Applied => 3,
        _ => 1,
    };

    private bool IsAtWork => _view?.State is RateImportState.Reading or RateImportState.Applying;

    public void Dispose() => _gone.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        _tariff ??= await Tariffs.FindAsync(TariffId, CancellationToken.None);
        _isMissing = _tariff is null;

        if (_layouts.IsDefault)
        {
            _layouts = await Layouts.ListAsync();
            var named = new AddressQuery(Navigation)["carrier"];
            _layout = _layouts.FirstOrDefault(one => one.Carrier == named)
                ?? _layouts.Where(one => one.TariffId == TariffId).MaxBy(one => one.SavedAt);
        }

        _importId = Guid.TryParse(new AddressQuery(Navigation)["import"], out var id) ? id : null;

        if (_importId is not null && _sent is null)
        {
            await LookAsync();
        }
    }

    // A file that is chosen before the field listens would be lost.
    protected override void OnAfterRender(bool firstRender)
    {
        if (_tariff is not null && !_isReady)
        {
            _isReady = true;
            StateHasChanged();
        }
    }

    private async Task UploadAsync(InputFileChangeEventArgs chosen)
    {
        var file = chosen.File;

        if (file.Size > MostBytes)
        {
            Problems.Say(Text["The file is larger than {0} MB; nothing was uploaded.", MostBytes / 1_000_000]);

            return;
        }

        _importId = Guid.NewGuid();
        (_sent, _size) = (0, file.Size);

        if (await ChangeAsync(Permissions.TariffsEdit, by => Grain.BeginAsync(new(TariffId, file.Name, by))) is not null
            && await SendAsync(file) is { } pieces)
        {
            new AddressQuery(Navigation).Set(("import", _importId.ToString()), ("pieces", pieces.ToString(CultureInfo.InvariantCulture)));
            await ReadAsync(pieces, _layout is { } known ? new(known.IsReplacing, known.SkipsBad, null, known.PriceUnitSize, known.Intervals) : new());
        }

        _sent = null;
    }

    // A piece at a time from the browser: the file is never in memory here as a whole.
    private async Task<int?> SendAsync(IBrowserFile file)
    {
        await using var stream = file.OpenReadStream(MostBytes, _gone.Token);
        var piece = new byte[PieceBytes];

        for (var number = 0; ; number++)
        {
            var length = await stream.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, _gone.Token);

            if (length == 0)
            {
                return number;
            }

            var content = ImmutableArray.Create(piece, 0, length);
            var place = number;

            if (await ChangeAsync(Permissions.TariffsEdit, _ => Grain.UploadAsync(place, content)) is null)
            {
                return null;
            }

            _sent += length;
            StateHasChanged();
        }
    }

    private void Choose(string carrier) => _layout = _layouts.FirstOrDefault(one => one.Carrier == carrier);

    private async Task RememberAsync(CarrierLayout layout)
    {
        if (await ChangeAsync(Permissions.TariffsEdit, by => Layouts.SaveAsync(layout with { By = by })) is not null)
        {
            _layout = layout;
            new AddressQuery(Navigation).Set(("carrier", layout.Carrier));
        }
    }

    private Task ReadAsync(RateImportOptions options) => ReadAsync((int)(new AddressQuery(Navigation).Number("pieces") ?? 0), options);

    private async Task ReadAsync(int pieces, RateImportOptions options)
    {
        await ChangeAsync(Permissions.TariffsEdit, by => Grain.ReadAsync(pieces, options, by));
        await LookAsync();
    }

    private async Task<RatingTrialReport?> TryAsync()
    {
        RatingTrialReport? report = null;
        await AskAsync(async () => report = await Grain.TryAsync());

        return report;
    }

    private async Task ApplyAsync(RatingTrialReport? report)
    {
        await ChangeAsync(
            Permissions.TariffsEdit, by => Grain.ApplyAsync(new Edit(by, _view!.Version)).ThenAcceptAsync(Grains, report, by));
        await LookAsync();
    }

    private async Task CancelAsync()
    {
        await ChangeAsync(Permissions.TariffsEdit, by => Grain.CancelAsync(by));
        await LookAsync();
    }

    private Task AnotherAsync()
    {
        (_view, _importId) = (null, null);
        Problems.Clear();
        new AddressQuery(Navigation).Set(("import", null), ("pieces", null));

        return Task.CompletedTask;
    }

    private async Task LookAsync()
    {
        _view = await Grain.ShowAsync();
        StateHasChanged();
    }
}
