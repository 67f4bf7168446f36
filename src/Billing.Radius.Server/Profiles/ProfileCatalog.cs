using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Billing.Radius.Server.Profiles;

/// <summary>The profiles of gateways, as their files were when they were read. Immutable.</summary>
internal sealed class ProfileCatalog
{
    // What most gateways know a session by. Framed-IP-Address and Calling-Station-Id are sent where they were reported.
    private static readonly string[] UsualNames = ["Acct-Session-Id={session}", "User-Name={user}", "Framed-IP-Address={address}"];

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    private readonly Dictionary<string, NodeProfile> _profiles;

    private ProfileCatalog(Dictionary<string, NodeProfile> profiles, RadiusDictionary dictionary) => (_profiles, Dictionary) = (profiles, dictionary);

    /// <summary>By which they were read.</summary>
    public RadiusDictionary Dictionary { get; }

    public NodeProfile? Find(string name) => _profiles.GetValueOrDefault(name);

    /// <summary>Reads every <c>*.json</c> of a folder; a file's name is the profile's.</summary>
    /// <exception cref="InvalidDataException">A file is not a profile; the message names the file and the field.</exception>
    public static ProfileCatalog Load(string folder, RadiusDictionary dictionary) =>
        new(Directory.EnumerateFiles(folder, "*.json").Select(file => Read(file, dictionary)).ToDictionary(profile => profile.Name), dictionary);

    private static NodeProfile Read(string file, RadiusDictionary dictionary)
    {
        var name = Path.GetFileNameWithoutExtension(file);

        try
        {
            var form = JsonSerializer.Deserialize<Form>(File.ReadAllText(file), Options)
                ?? throw new InvalidDataException("expected a profile");

            return new(
                name,
                Keys(form.Account, "account"),
                Keys(form.CalledParty, "calledParty"),
                Keys(form.CallingParty, "callingParty"),
                [.. form.Services.Select(rule => new ServiceRule(
                    rule.Service,
                    Find(rule.Attribute, "services.attribute"),
                    rule.Matches.Length == 0 ? null : Pattern(rule.Matches),
                    rule.Assumed))],
                [.. form.Grants],
                [.. form.ComesBackFor],
                [.. (form.AccessCodes ?? []).Select(rule => new AccessCodeRule(
                    rule.Code,
                    Find(rule.Attribute, "accessCodes.attribute"),
                    Pattern(rule.Matches ?? "")))],
                new(
                    form.PolicyAttributes is { } lines
                        ? Templates(lines, "policyAttributes")
                        : [AttributeTemplate.OfPolicy(form.Policy ?? "Filter-Id", "policy", dictionary)],
                    (form.Policies ?? []).ToFrozenDictionary(named => named.Key, named => Templates(named.Value, $"policies.{named.Key}")),
                    Templates(form.Ordinary ?? [], "ordinary")),
                Templates(form.Identify ?? UsualNames, "identify"),
                form.WhenRefused,
                form.SignsControl ?? true,
                form.IssuesNonces,
                form.StripsRealm,
                form.TrustsGateway,
                form.NumbersAreUris,
                form.EitherPartyReports,
                [.. (form.PartOf ?? []).Select(Mark)],
                Templates(form.Hotline ?? [], "hotline"),
                form.HotlineSeconds is > 0 and var seconds ? seconds : throw new InvalidDataException("hotlineSeconds: expected a number above zero"),
                Templates(form.HotlineEnd ?? [], "hotlineEnd"),
                form.HotlineControl is { } control ? Templates(control, "hotlineControl") : null,
                Keys(form.Duration ?? [], "duration"),
                form.ReauthorizesAtTimeout);
        }
        catch (Exception failure) when (failure is JsonException or InvalidDataException or ArgumentException)
        {
            throw new InvalidDataException($"profile {Path.GetFileName(file)}: {failure.Message}", failure);
        }

        ImmutableArray<AttributeKey> Keys(string[] attributes, string field) => [.. attributes.Select(attribute => Key(attribute, field))];

        static Regex Pattern(string text) => new(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

        AttributeKey Key(string attribute, string field) => Find(attribute, field).Key;

        // "Cisco-AVPair=parent-session-id": of several attributes of this name, the one whose text begins so.
        PartMark Mark(string text) => text.Split('=', 2) is [var attribute, var beginning]
            ? new(Key(attribute, "partOf"), [.. Encoding.UTF8.GetBytes(beginning)])
            : new(Key(text, "partOf"), []);

        ImmutableArray<AttributeTemplate> Templates(string[] lines, string field) =>
            [.. lines.Select(line => AttributeTemplate.Read(line, field, dictionary))];

        DictionaryAttribute Find(string attribute, string field) => dictionary.TryFind(attribute, out var found)
            ? found
            : throw new InvalidDataException($"{field}: \"{attribute}\" is in no dictionary; expected an attribute's name");
    }

    private sealed record Form(
        string[] Account,
        string[] CalledParty,
        string[] CallingParty,
        Rule[] Services,
        GrantStyle[] Grants,
        string[] ComesBackFor,
        CodeRule[]? AccessCodes = null,
        string? Policy = null,
        string[]? PolicyAttributes = null,
        Dictionary<string, string[]>? Policies = null,
        string[]? Ordinary = null,
        string[]? Identify = null,
        WhenRefused WhenRefused = WhenRefused.Leave,
        bool? SignsControl = null,
        bool IssuesNonces = false,
        bool StripsRealm = false,
        bool TrustsGateway = false,
        bool NumbersAreUris = false,
        bool EitherPartyReports = false,
        string[]? PartOf = null,
        string[]? Hotline = null,
        int HotlineSeconds = 300,
        string[]? HotlineEnd = null,
        string[]? HotlineControl = null,
        string[]? Duration = null,
        bool ReauthorizesAtTimeout = false);

    private sealed record Rule(string Service, string Attribute, string Matches, bool Assumed = false);

    private sealed record CodeRule(string Attribute, string? Matches = null, string? Code = null);
}
