namespace Billing.Postgres.Server;

/// <summary>A private server could not be started or stopped; the message is for the person at the terminal.</summary>
public sealed class PrivateServerException(string message, Exception? inner = null) : Exception(message, inner);
