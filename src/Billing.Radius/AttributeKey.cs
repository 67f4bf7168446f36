namespace Billing.Radius;

/// <summary>Names an attribute on the wire.</summary>
/// <param name="Vendor">The vendor's enterprise number; 0 is the standard space.</param>
/// <param name="Type">The attribute's number in that space.</param>
public readonly record struct AttributeKey(uint Vendor, uint Type)
{
    /// <summary>The dotted number: <c>1</c>, or <c>26.14988.8</c> for a vendor's attribute.</summary>
    public override string ToString() =>
        Vendor == 0 ? FormattableString.Invariant($"{Type}") : FormattableString.Invariant($"26.{Vendor}.{Type}");
}
