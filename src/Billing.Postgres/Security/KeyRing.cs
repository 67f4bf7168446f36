using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Billing.Postgres.Security;

/// <summary>Keeps the Data Protection keys in the database, so that all silos and portals of an installation share them.</summary>
internal sealed class KeyRing(Database database) : IXmlRepository
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
        using var command = database.Read.Command(
            "insert into data_protection_key (name, xml) values ($1, $2) on conflict (name) do nothing",
            friendlyName,
            element.ToString(SaveOptions.DisableFormatting));
        command.ExecuteNonQuery();
    }
}
