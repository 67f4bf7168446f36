namespace Billing.Postgres.Server;

/// <summary>The operating system's account that a private server runs as.</summary>
/// <remarks>PostgreSQL refuses to run as root, so root hands the folder and the server to <c>postgres</c>.</remarks>
internal sealed class ServerAccount
{
    private const string PackageAccount = "postgres";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode OpenToPass = OwnerOnly
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string[] _prefix = Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid", PackageAccount, "--regid", PackageAccount, "--init-groups", "--"]
        : [];

    /// <summary>Runs a program as this account.</summary>
    public Task<Command> RunAsync(IEnumerable<string> line, CancellationToken cancel = default) =>
        Command.RunAsync([.. _prefix, .. line], cancel);

    /// <summary>Makes a folder and those that go with it, owned by this account and closed to all others.</summary>
    /// <exception cref="PrivateServerException">The account cannot get there.</exception>
    public async Task PrepareAsync(string folder, IReadOnlyList<string> folders, CancellationToken cancel)
    {
        MakeParents(Path.GetDirectoryName(folder)!);

        foreach (var made in folders.Prepend(folder))
        {
            Directory.CreateDirectory(made, OwnerOnly);
        }

        if (_prefix.Length == 0)
        {
            return;
        }

        // Everything inside is the server's own, so a folder that another account began is taken over whole.
        await MustAsync(Command.RunAsync(["chown", "-hR", $"{PackageAccount}:", folder, .. folders], cancel));
        await MustReachAsync(folder, cancel);
    }

    /// <summary>Gives a file to this account.</summary>
    public async Task OwnAsync(string file, CancellationToken cancel)
    {
        if (_prefix.Length > 0)
        {
            await MustAsync(Command.RunAsync(["chown", $"{PackageAccount}:", file], cancel));
        }
    }

    // A strict umask would otherwise close the folders above to the account that has to pass through them.
    private static void MakeParents(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        MakeParents(Path.GetDirectoryName(folder)!);
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, OpenToPass);
    }

    private static async Task MustAsync(Task<Command> command)
    {
        var ended = await command;

        if (!ended.Succeeded)
        {
            throw new PrivateServerException(ended.Said);
        }
    }

    private async Task MustReachAsync(string folder, CancellationToken cancel)
    {
        if ((await RunAsync(["test", "-x", folder], cancel)).Succeeded)
        {
            return;
        }

        var parents = new Stack<string>();

        for (var parent = Path.GetDirectoryName(folder); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            parents.Push(parent);
        }

        foreach (var parent in parents)
        {
            if (!(await RunAsync(["test", "-x", parent], cancel)).Succeeded)
            {
                throw new PrivateServerException(
                    $"PostgreSQL runs as the user {PackageAccount}, who may not pass through {parent}; set "
                    + "Billing__DataFolder to a folder elsewhere, such as /var/lib/billing");
            }
        }
    }
}
