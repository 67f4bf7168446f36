using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Discounts;
using Billing.Core.Rating;
using Billing.Core.Sessions;

namespace Billing.Postgres.Balances;

/// <summary>What pays for usage as it is stored: JSON with decimals as texts, so that no reader makes floats of them.</summary>
internal static class FundsJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new DecimalText() },
    };

    /// <summary>A session's coverage and holds, and while it runs what its gateway is told; null for the many that have none.</summary>
    public static string? Write(Session session) => session.Coverage.IsNone && session.Holds.IsEmpty && !IsSteered(session)
        ? null
        : JsonSerializer.Serialize(
            new StoredCoverage(
                [.. session.Coverage.Spans],
                [.. session.Coverage.Draws],
                [.. session.SettledDraws],
                [.. session.Holds],
                session.Policy,
                IsSteered(session) ? session.Steerings : null,
                session.IsOpen ? session.GatewayUserName : null,
                session.State is SessionState.Authorized ? session.AskedAs : null),
            Options);

    public static Session Read(Session session, string? json)
    {
        if (json is null)
        {
            return session;
        }

        var stored = JsonSerializer.Deserialize<StoredCoverage>(json, Options)!;

        return session with
        {
            Coverage = new([.. stored.Spans ?? []], [.. stored.Draws ?? []]),
            SettledDraws = [.. stored.SettledDraws ?? []],
            Holds = [.. stored.Holds ?? []],
            Policy = stored.Policy,
            Steerings = stored.Steerings ?? 0,
            GatewayUserName = stored.GatewayUserName,
            AskedAs = stored.AskedAs,
        };
    }

    // Of an ended session it is of no use, and rows that only have this are removed like others.
    private static bool IsSteered(Session session) =>
        session.IsOpen && (session.Policy is not null || session.Steerings > 0 || session.GatewayUserName is not null
            || session is { State: SessionState.Authorized, AskedAs: not null });

    public static string Write(ImmutableArray<AllowanceUse> uses) => JsonSerializer.Serialize(uses.ToArray(), Options);

    public static ImmutableArray<AllowanceUse> ReadUses(string json) => [.. JsonSerializer.Deserialize<AllowanceUse[]>(json, Options)!];

    public static string Write(ImmutableArray<DiscountTier> tiers) => JsonSerializer.Serialize(tiers.ToArray(), Options);

    public static ImmutableArray<DiscountTier> ReadTiers(string json) => [.. JsonSerializer.Deserialize<DiscountTier[]>(json, Options)!];

    public static string? Write(ImmutableArray<AllowanceDraw> promotions) =>
        promotions.IsEmpty ? null : JsonSerializer.Serialize(promotions.ToArray(), Options);

    public static ImmutableArray<AllowanceDraw> ReadDraws(string json) => [.. JsonSerializer.Deserialize<AllowanceDraw[]>(json, Options)!];

    // Lists that are not there are empty. They are written all the same: a process of version 0.1.0 beside this one does not know that.
    private sealed record StoredCoverage(
        CoverSpan[]? Spans, AllowanceDraw[]? Draws, AllowanceDraw[]? SettledDraws, Hold[]? Holds, string? Policy = null, int? Steerings = null,
        string? GatewayUserName = null, string? AskedAs = null);

    private sealed class DecimalText : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            decimal.Parse(reader.GetString()!, CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
