namespace Billing.Portal.Design;

/// <summary>How a state is meant.</summary>
public enum StatusTone
{
    Ok = 1,
    Warn = 2,
    Bad = 3,
    Off = 4,
}
