using Billing.Testing;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>A server whose test tool has more in its profile than the shipped one.</summary>
internal sealed class OwnProfile : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("billing-profiles-").FullName;

    private OwnProfile()
    {
    }

    public RunningBilling Billing { get; private set; } = null!;

    /// <param name="more">Fields, as they stand in the file.</param>
    public static async Task<OwnProfile> WithAsync(MigratedPostgres postgres, string more)
    {
        var own = new OwnProfile();
        var shipped = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Profiles", "test-tool.json"));
        await File.WriteAllTextAsync(Path.Combine(own._folder, "test-tool.json"), shipped.Insert(shipped.LastIndexOf('}'), ", " + more));
        own.Billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync(), ("Billing:Radius:ProfileFolder", own._folder));

        return own;
    }

    public async ValueTask DisposeAsync()
    {
        await Billing.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
