using Billing.Radius.Server.Profiles;

namespace Billing.Radius.Server.Tests.Nodes;

/// <summary>A profile that cannot be meant is refused with the file and the field.</summary>
public sealed class ProfileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("billing-profiles-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    //          policy
    [InlineData("Session-Timeout", "profile odd.json: policy: \"Session-Timeout\" takes no text; expected an attribute of type string")]
    [InlineData("Speed", "profile odd.json: policy: \"Speed\" is in no dictionary; expected an attribute's name")]
    public void A_policy_is_told_by_an_attribute_that_takes_text(string policy, string reason)
    {
        Write($", \"policy\": \"{policy}\"");

        Assert.Equal(reason, Assert.Throws<InvalidDataException>(Load).Message);
    }

    [Theory]
    [InlineData("", 0, 11)]
    [InlineData(", \"policy\": \"Mikrotik-Rate-Limit\"", 14988, 8)]
    [InlineData(", \"policy\": \"Framed-Pool\"", 0, 88)]
    public void A_policy_is_a_Filter_Id_unless_the_profile_names_another_attribute(string more, int vendor, int type)
    {
        Write(more);

        Assert.Equal(new((uint)vendor, (uint)type), Assert.Single(Load().Find("odd")!.Policies.Any).Key);
    }

    private ProfileCatalog Load() => ProfileCatalog.Load(
        _folder, RadiusDictionary.Load(Path.Combine(AppContext.BaseDirectory, "Dictionaries", "dictionary")));

    private void Write(string more) => File.WriteAllText(
        Path.Combine(_folder, "odd.json"),
        $$"""
        { "account": ["User-Name"], "calledParty": [], "callingParty": [], "services": [], "grants": [], "comesBackFor": []{{more}} }
        """);
}
