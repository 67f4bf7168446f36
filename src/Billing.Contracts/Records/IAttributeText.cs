namespace Billing.Contracts.Records;

/// <summary>Writes for people what a gateway said, by the dictionary of attributes.</summary>
public interface IAttributeText
{
    /// <summary>An attribute a line, such as <c>Session-Timeout = 3600</c>; one that nobody knows by its number and its octets, secrets as <c>***</c>.</summary>
    /// <param name="attributes">As they came (RFC 2865 5).</param>
    IReadOnlyList<string> Lines(byte[] attributes);
}
