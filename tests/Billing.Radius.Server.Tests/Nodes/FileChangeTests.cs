using Billing.Radius.Server.Profiles;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Nodes;

/// <summary>Profiles and dictionaries are files: a change of one takes effect by itself, and a bad one changes nothing.</summary>
public sealed class FileChangeTests(MigratedPostgres postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("billing-profiles-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_new_attribute_and_a_profile_that_names_it_take_effect()
    {
        Copy("Profiles");
        Copy("Dictionaries");
        var (profile, dictionary) = (Path.Combine(_folder, "Profiles", "test-tool.json"), Path.Combine(_folder, "Dictionaries", "dictionary"));
        await using var billing = await RunningBilling.StartAsync(
            await postgres.CreateDatabaseAsync(),
            ("Billing:Radius:ProfileFolder", Path.GetDirectoryName(profile)!),
            ("Billing:Radius:DictionaryFile", dictionary));
        using var gateway = new TestGateway(billing);
        Assert.Equal(RadiusCode.AccessReject, await LogInAsync());

        // What cannot be used is left alone, and said.
        var good = await ReadAsync(profile);
        await WriteAsync(profile, good.Replace("User-Name", "Subscriber-Name", StringComparison.Ordinal));
        await Eventually.IsAsync(
            () => billing.Log.Lines.Any(line => line.Contains("\"Subscriber-Name\" is in no dictionary", StringComparison.Ordinal)), "the fault is logged");
        await gateway.LogInAsync("alice", password: "wonderland");

        await WriteAsync(dictionary, await ReadAsync(dictionary) + "\nATTRIBUTE\tSubscriber-Name\t250\tstring\n");
        await Eventually.IsAsync(async () => await LogInAsync() is RadiusCode.AccessAccept, "the new profile is in force");
        Assert.NotNull(billing.Services.GetRequiredService<ProfileFiles>().Current.Find("generic"));

        async Task<RadiusCode?> LogInAsync() => (await gateway.AuthenticateAsync(
            "nobody", "wonderland", (ref writer) => writer.AddString(new(0, 250), "alice")))?.Code;
    }

    private void Copy(string folder)
    {
        Directory.CreateDirectory(Path.Combine(_folder, folder));

        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, folder)))
        {
            File.Copy(file, Path.Combine(_folder, folder, Path.GetFileName(file)));
        }
    }

    private static Task<string> ReadAsync(string file) => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

    // As a whole, so that it is never read half.
    private static async Task WriteAsync(string file, string text)
    {
        await File.WriteAllTextAsync(file + ".new", text, TestContext.Current.CancellationToken);
        File.Move(file + ".new", file, overwrite: true);
    }
}
