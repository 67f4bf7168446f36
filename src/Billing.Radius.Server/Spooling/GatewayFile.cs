using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Billing.Radius.Server.Nodes;
using Microsoft.Extensions.Logging;

namespace Billing.Radius.Server.Spooling;

/// <summary>What a process that starts without the database must know of its gateways to keep their reports: a file beside the spool.</summary>
/// <remarks>
/// Written when it changes, and only while some gateway may go on without the database. Secrets are in it of those alone; of the others
/// where they are, for of several networks the longest prefix decides. Nobody else on this machine reads it.
/// </remarks>
/// <param name="key">The installation's RSA key, by which it is encrypted; null: it has none.</param>
internal sealed partial class GatewayFile(string file, RSA? key, ILogger<GatewayFile> logger)
{
    private static readonly JsonSerializerOptions Options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private IReadOnlyList<Node> _nodes = [];
    private IReadOnlyList<string>? _realms; // null: nothing is kept yet
    private bool _isFailureTold;

    /// <summary>Keeps what is known now, if it is not what is kept.</summary>
    /// <param name="realms">Whose users' reports are other servers'.</param>
    public void Keep(IReadOnlyList<Node> nodes, IReadOnlyList<string> realms)
    {
        if (_realms is not null && nodes.SequenceEqual(_nodes) && realms.SequenceEqual(_realms))
        {
            return;
        }

        try
        {
            if (nodes.Any(node => node.View.OutageLimit is not null))
            {
                Write(new([.. nodes.Select(node => StoredGateway.Of(node.View))], [.. realms]));
            }
            else if (File.Exists(file))
            {
                File.Delete(file);
            }

            (_nodes, _realms, _isFailureTold) = (nodes, realms, false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_isFailureTold)
            {
                LogNotKept(logger, failure.Message);
                _isFailureTold = true;
            }
        }
    }

    /// <summary>What a process before this one kept; null: nothing that can be read.</summary>
    public StoredGateways? Read()
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            var kept = JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(file), Options);

            return kept is { Sealed: { } sealedOnes } ? JsonSerializer.Deserialize<StoredGateways>(Open(sealedOnes), Options) : kept?.Clear;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or CryptographicException)
        {
            LogNotRead(logger, failure.Message);

            return null;
        }
    }

    // Whole or not at all: the power may go at any moment.
    private void Write(StoredGateways gateways)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var next = file + ".new";
        File.Delete(next); // what a process left has the mode that it gave it
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };

        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(next, options))
        {
            JsonSerializer.Serialize(
                stream, key is null ? new Kept(gateways, null) : new(null, Seal(JsonSerializer.SerializeToUtf8Bytes(gateways, Options), key)), Options);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, file, overwrite: true);
    }

    private static SealedGateways Seal(byte[] text, RSA key)
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var result = new SealedGateways(
            key.Encrypt(secret, RSAEncryptionPadding.OaepSHA256),
            RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize),
            new byte[AesGcm.TagByteSizes.MaxSize],
            new byte[text.Length]);
        using var cipher = new AesGcm(secret, result.Tag.Length);
        cipher.Encrypt(result.Nonce, text, result.Text, result.Tag);

        return result;
    }

    private byte[] Open(SealedGateways gateways)
    {
        var decrypting = key ?? throw new CryptographicException("it is encrypted, and Billing:Security:KeyCertificate is not set");
        var text = new byte[gateways.Text.Length];
        using var cipher = new AesGcm(decrypting.Decrypt(gateways.Key, RSAEncryptionPadding.OaepSHA256), gateways.Tag.Length);
        cipher.Decrypt(gateways.Nonce, gateways.Text, gateways.Tag, text);

        return text;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Gateways that may go on without the database are not kept for a start without it: {Reason}")]
    private static partial void LogNotKept(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The gateways that may go on without the database cannot be read, so none is served until it is back: {Reason}")]
    private static partial void LogNotRead(ILogger logger, string reason);

    private sealed record Kept(StoredGateways? Clear, SealedGateways? Sealed);

    /// <param name="Key">Of AES-GCM, encrypted by the installation's.</param>
    private sealed record SealedGateways(byte[] Key, byte[] Nonce, byte[] Tag, byte[] Text);
}
