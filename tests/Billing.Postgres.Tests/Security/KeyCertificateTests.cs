using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Billing.Postgres.Security;
using Billing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Billing.Postgres.Tests.Security;

/// <summary>With a certificate, the database alone does not open the secrets that are in it.</summary>
public sealed class KeyCertificateTests(MigratedPostgres postgres) : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"billing-key-{Guid.NewGuid():N}.pfx");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task The_keys_are_encrypted_and_open_with_the_certificate_only()
    {
        var database = await postgres.CreateDatabaseAsync();
        await MakeAsync("right");
        var log = new LogLines();
        await using var first = Services(database, log, _file, "right");
        var closed = first.GetRequiredService<SecretBox>().Close("testing123");

        await using var second = Services(database, log, _file, "right");
        Assert.Equal("testing123", second.GetRequiredService<SecretBox>().Open(closed));
        Assert.DoesNotContain(log.Lines, line => line.Contains("unencrypted", StringComparison.Ordinal));
        await using var book = new Book(database, second);
        Assert.False(await book.ReadAsync<bool>("select bool_or(xml like '%masterKey%') from data_protection_key"));
        await using var without = Services(database, log);
        Assert.Throws<InvalidOperationException>(() => without.GetRequiredService<SecretBox>().Open(closed));
    }

    [Fact]
    public async Task Without_one_a_line_says_how_to_set_it()
    {
        var log = new LogLines();
        await using var services = Services(await postgres.CreateDatabaseAsync(), log);

        services.GetRequiredService<SecretBox>().Close("testing123");

        Assert.Contains(log.Lines, line => line.Contains("set Billing:Security:KeyCertificate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_or_file_is_named()
    {
        await MakeAsync("right");

        var failure = Assert.Throws<InvalidDataException>(() => Services("Host=nowhere", new(), _file, "wrong"));
        Assert.StartsWith($"Billing:Security:KeyCertificate: {_file} cannot be read", failure.Message, StringComparison.Ordinal);
        failure = Assert.Throws<InvalidDataException>(() => Services("Host=nowhere", new(), "/nowhere.pfx"));
        Assert.StartsWith("Billing:Security:KeyCertificate: /nowhere.pfx cannot be read", failure.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(string database, LogLines log, string? file = null, string? password = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
            [
                new("Billing:Postgres:ConnectionString", database),
                new("Billing:Security:KeyCertificate", file),
                new("Billing:Security:KeyCertificatePassword", password),
            ])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(TimeProvider.System);
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddBillingQueries();
        services.AddKeyCertificate(configuration);

        return services.BuildServiceProvider();
    }

    private async Task MakeAsync(string password)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=billing", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllBytesAsync(_file, certificate.Export(X509ContentType.Pkcs12, password), TestContext.Current.CancellationToken);
    }
}
