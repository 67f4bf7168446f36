namespace Billing.Contracts.Service;

/// <summary>The values of an enumeration as OpenTelemetry writes attributes: <c>insufficient_funds</c>. Each is made once.</summary>
public static class TagWords
{
    public static string Of<T>(T value)
        where T : struct, Enum => Made<T>.Words.TryGetValue(value, out var word) ? word : "other";

    private static string Word(string name) => string.Concat(name.Select((letter, i) =>
        !char.IsUpper(letter) ? $"{letter}" : i == 0 ? $"{char.ToLowerInvariant(letter)}" : $"_{char.ToLowerInvariant(letter)}"));

    private static class Made<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Words = Enum.GetValues<T>().Distinct().ToDictionary(value => value, value => Word($"{value}"));
    }
}
