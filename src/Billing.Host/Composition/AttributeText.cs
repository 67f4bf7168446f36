using Billing.Contracts.Records;
using Billing.Radius;
using Billing.Radius.Server;

namespace Billing.Host.Composition;

/// <summary>What gateways said, by the operator's dictionary; by the program's own where that cannot be read.</summary>
internal sealed class AttributeText(RadiusOptions options) : IAttributeText
{
    private readonly Lazy<RadiusDictionary> _dictionary = new(() => Load(options.DictionaryFile));

    public IReadOnlyList<string> Lines(byte[] attributes) => _dictionary.Value.FormatAll(attributes);

    private static RadiusDictionary Load(string file)
    {
        try
        {
            return file.Length == 0 ? RadiusDictionary.Standard : RadiusDictionary.Load(file);
        }
        catch (Exception failure) when (failure is RadiusDictionaryException or IOException or UnauthorizedAccessException)
        {
            return RadiusDictionary.Standard; // the listener has said in its log what is wrong with it
        }
    }
}
