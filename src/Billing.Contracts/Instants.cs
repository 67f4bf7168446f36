using NodaTime;

namespace Billing.Contracts;

/// <summary>An instant on the wire between silos: ticks since 1970-01-01 UTC.</summary>
[GenerateSerializer, Immutable, Alias("billing.instant")]
public struct InstantSurrogate
{
    [Id(0)]
    public long UnixTicks { get; set; }
}

[RegisterConverter]
public sealed class InstantConverter : IConverter<Instant, InstantSurrogate>
{
    public Instant ConvertFromSurrogate(in InstantSurrogate surrogate) => Instant.FromUnixTimeTicks(surrogate.UnixTicks);

    public InstantSurrogate ConvertToSurrogate(in Instant value) => new() { UnixTicks = value.ToUnixTimeTicks() };
}
