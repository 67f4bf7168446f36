using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Billing.Core.Subscriptions;
using NodaTime;
using NodaTime.Text;

namespace Billing.Postgres.Payers;

/// <summary>Terms and histories as JSON: numbers of enumerations, decimals exactly, days and instants by ISO 8601.</summary>
internal static class PayerJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, // what is false or zero is not left to what it would be otherwise
        IgnoreReadOnlyProperties = true,
        Converters =
        {
            new TextConverter<Instant>(InstantPattern.ExtendedIso),
            new TextConverter<LocalDate>(LocalDatePattern.Iso),
            new TextConverter<Duration>(DurationPattern.JsonRoundtrip),
        },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new InvalidDataException($"expected {typeof(T).Name}, not null");

    private sealed class TextConverter<T>(IPattern<T> pattern) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => pattern.Parse(reader.GetString()!).Value;

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(pattern.Format(value));
    }
}

/// <summary>A subscription's history as it is stored: plans by their numbers.</summary>
internal sealed record History(
    Instant ChargedThrough,
    ImmutableArray<History.Stretch> Segments,
    History.Waiting? Pending,
    ImmutableArray<DueCharge> Unfunded,
    ImmutableArray<ChargeKey> Lapsed,
    int? ProductsOf = null,
    long? ProductBefore = null,
    bool? FollowsEnd = null,
    ImmutableArray<History.ShrunkFee> Shrunk = default)
{
    // Keys of long ago are of no use: nothing of their periods can be credited any more.
    private const int MostLapsed = 24;

    public IEnumerable<long> PlanIds => Items(Segments).Select(one => one.PlanId).Concat(Pending is { } pending ? [pending.PlanId] : []);

    public static History Of(Subscription subscription) => new(
        subscription.ChargedThrough,
        [
            .. subscription.Segments.Select(one => new Stretch(
                one.Number, one.PlanId, one.Quantity, one.From, one.To, one.ToDecidedAt, one.End, one.Anchor, one.FeesFrom, one.PlanFrom, one.IsPenaltyWaived,
                one.CutTo, one.OrderedAt, one.Credit is EndCredit.AsPlan ? null : one.Credit)),
        ],
        subscription.Pending is { } pending ? new(pending.PlanId, pending.Quantity, pending.AnchorDay) : null,
        subscription.Unfunded,
        [.. subscription.Lapsed.OrderByDescending(key => key.Period).ThenByDescending(key => key.Part, StringComparer.Ordinal).Take(MostLapsed)],
        subscription.ProductsOf,
        subscription.ProductBefore,
        FollowsEnd: true,
        [.. subscription.Shrunk.Select(one => new ShrunkFee(one.Key, one.Value)).OrderBy(one => one.Key.Period).ThenBy(one => one.Key.Part, StringComparer.Ordinal)]);

    public Subscription Subscription(long subscriptionId, long? accountId, DateTimeZone zone, Func<long, SubscriptionTerms> plans) => new()
    {
        SubscriptionId = subscriptionId,
        AccountId = accountId,
        Zone = zone,
        ChargedThrough = ChargedThrough,
        Segments =
        [
            .. Items(Segments).Select(one => new Segment
            {
                Number = one.Number,
                Terms = plans(one.PlanId),
                PlanId = one.PlanId,
                Quantity = one.Quantity,
                From = one.From,
                To = one.To,
                ToDecidedAt = one.ToDecidedAt,
                End = one.End,
                Anchor = one.Anchor,
                FeesFrom = one.FeesFrom,
                PlanFrom = one.PlanFrom,
                IsPenaltyWaived = one.IsPenaltyWaived,
                CutTo = one.CutTo,
                OrderedAt = one.OrderedAt,
                Credit = one.Credit ?? EndCredit.AsPlan,
            }),
        ],
        Pending = Pending is { } pending ? new(pending.PlanId, plans(pending.PlanId), pending.Quantity, pending.AnchorDay) : null,
        Unfunded = [.. Items(Unfunded)],
        Lapsed = [.. Items(Lapsed)],
        Shrunk = Items(Shrunk).ToImmutableDictionary(one => one.Key, one => one.From),
        ProductsOf = FollowsEnd is null && Items(Segments) is [.., { End: SegmentEnd.Cancelled, Number: var last }] ? last + 1 : ProductsOf ?? Begun(),
        ProductBefore = ProductBefore,
    };

    // Written before products followed changes, or ends, or by a silo of then: what had begun by the newest charge stays as it is, and
    // so does what was to end.
    private int Begun() => Items(Segments).Where(one => one.From <= ChargedThrough).Select(one => one.Number).DefaultIfEmpty(1).Max();

    private static ImmutableArray<T> Items<T>(ImmutableArray<T> array) => array.IsDefault ? [] : array;

    public sealed record Stretch(
        int Number,
        long PlanId,
        int Quantity,
        Instant From,
        Instant? To,
        Instant? ToDecidedAt,
        SegmentEnd End,
        LocalDate Anchor,
        LocalDate FeesFrom,
        LocalDate PlanFrom,
        bool IsPenaltyWaived,
        LocalDate? CutTo = null,
        Instant? OrderedAt = null,
        EndCredit? Credit = null);

    public sealed record ShrunkFee(ChargeKey Key, LocalDate From);

    public sealed record Waiting(long PlanId, int Quantity, int? AnchorDay);
}
