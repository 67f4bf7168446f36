namespace Billing.Radius.Server.Spooling;

/// <summary>Which start of this machine it is: what has passed is counted from each anew, and by all of its processes alike.</summary>
internal static class MachineStart
{
    private const string File = "/proc/sys/kernel/random/boot_id";

    /// <summary>Null where the system does not say.</summary>
    public static string? Id { get; } = Read();

    private static string? Read()
    {
        try
        {
            return System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File).Trim() : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
