using Billing.Contracts;
using Billing.Contracts.Brand;
using Billing.Contracts.Changes;
using Billing.Grains.Invoices;

namespace Billing.Grains.Brand;

internal sealed class LogoGrain(ILogoStore store, TimeProvider clock) : Grain, ILogoGrain
{
    public Task<byte[]?> GetAsync() => store.FindAsync();

    public async Task<ChangeReply> SetAsync(byte[]? png, string by)
    {
        if (png is not null && !PngImage.TryRead(png, out _, out var problem))
        {
            return ChangeReply.Refused("Logo", problem);
        }

        var before = await store.FindAsync();

        if (png is null ? before is null : before is not null && png.AsSpan().SequenceEqual(before))
        {
            return new(ChangeResult.Done); // it is so already
        }

        var sentence = png is null ? "took the logo off invoices" : FormattableString.Invariant($"gave invoices a logo of {png.Length} octets");
        await store.AddAsync(png, new(by, png is null ? "remove" : "set", EntityKinds.Logo, "logo", sentence), clock.Now());

        return new(ChangeResult.Done);
    }
}
