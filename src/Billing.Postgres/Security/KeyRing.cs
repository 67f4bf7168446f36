using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Billing.Postgres.Security;

/// <summary>Keeps the Data Protection keys in the database, so that all silos and portals of an installation share them.</summary>
internal sealed partial class KeyRing(Database database, ILogger<KeyRing> logger) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.Read.Command("select xml from data_protection_key");
        using NpgsqlDataReader row = command.ExecuteReader();
        var elements = new List<XElement>();

        while (row.Read())
        {
            elements.Add(XElement.Parse(row.GetString(0)));
        }

        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        if (element.Descendants().Any(part => part.Name.LocalName == "masterKey"))
        {
            LogUnencrypted(logger);
        }

        using var command = database.Read.Command(
            "insert into data_protection_key (name, xml) values ($1, $2) on conflict (name) do nothing",
            friendlyName,
            element.ToString(SaveOptions.DisableFormatting));
        command.ExecuteNonQuery();
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The key that protects stored secrets is stored unencrypted beside them: set Billing:Security:KeyCertificate to a PFX file before a database of yours is filled")]
    private static partial void LogUnencrypted(ILogger logger);
}
