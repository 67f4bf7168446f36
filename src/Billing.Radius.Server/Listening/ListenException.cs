namespace Billing.Radius.Server.Listening;

/// <summary>A port cannot be opened as it is configured: the message says which, why and what to set.</summary>
public sealed class ListenException(string message) : Exception(message);
