namespace Billing.Contracts;

/// <summary>References to grains with number keys, without the reflection that <c>GetGrain&lt;T&gt;</c> repeats at each call.</summary>
/// <remarks>For the way of a packet: there it was a tenth of what was allocated. Everywhere else GetGrain is simpler.</remarks>
public sealed class Door<TGrain>(IGrainFactory grains)
    where TGrain : IGrainWithIntegerKey
{
    private readonly Lazy<(GrainType Type, GrainInterfaceType Interface)> _address = new(() =>
    {
        var any = (GrainReference)(object)grains.GetGrain<TGrain>(0);

        return (any.GrainId.Type, any.InterfaceType);
    });

    public TGrain To(long key)
    {
        var (type, face) = _address.Value;

        return (TGrain)grains.GetGrain(GrainId.Create(type, GrainIdKeyExtensions.CreateIntegerKey(key)), face);
    }
}
