namespace Billing.Radius;

/// <summary>A dictionary file that cannot be read: where, what stands there, what was expected.</summary>
public sealed class RadiusDictionaryException(string file, int line, string message)
    : Exception(FormattableString.Invariant($"{file}:{line}: {message}"))
{
    public string File { get; } = file;

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; } = line;
}
