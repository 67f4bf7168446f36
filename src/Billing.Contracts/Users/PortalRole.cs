namespace Billing.Contracts.Users;

/// <summary>A name for a set of permissions; only the staff has roles.</summary>
public sealed class PortalRole
{
    /// <summary>Has every permission that there is, and cannot be changed: somebody must be able to.</summary>
    public const string Administrator = "administrator";

    public const string Finance = "finance";

    public const string Support = "support";

    public const string ReadOnly = "read-only";

    /// <summary>0: not stored yet.</summary>
    public long RoleId { get; set; }

    public string Name { get; set; } = "";

    public string NormalizedName { get; set; } = "";

    public bool IsFixed { get; set; }

    /// <summary>Of <see cref="Users.Permissions.All"/>.</summary>
    public IReadOnlyList<string> Permissions { get; set; } = [];

    public string ConcurrencyStamp { get; set; } = "";

    public override string ToString() => Name;
}
