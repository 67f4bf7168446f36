namespace Billing.Radius;

/// <summary>How a value is hidden with the secret that the two ends of a link share.</summary>
public enum AttributeHiding
{
    None,

    /// <summary>As User-Password (RFC 2865 5.2): FreeRADIUS's <c>encrypt=1</c>.</summary>
    AsPassword = 1,

    /// <summary>With a salt (RFC 2868 3.5, RFC 2548 2.4.2): <c>encrypt=2</c>.</summary>
    WithSalt = 2,

    /// <summary>As Ascend-Send-Secret: 16 octets under one mask: <c>encrypt=3</c>.</summary>
    AsSecret = 3,
}
