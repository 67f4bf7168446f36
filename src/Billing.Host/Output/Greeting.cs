using Billing.Host.Composition;
using Billing.Radius.Server;

namespace Billing.Host.Output;

/// <summary>What to try first.</summary>
internal static class Greeting
{
    public static void Print(IConfiguration configuration)
    {
        var radius = configuration.Read<RadiusOptions>("Billing:Radius");
        var portal = configuration.Read<PortalOptions>("Billing:Portal");
        Console.WriteLine($"""

            Portal        {portal.Url}
            RADIUS        auth UDP {radius.AuthPort}, accounting UDP {radius.AcctPort}
            """);

        if (configuration.Read<Composition.HostOptions>("Billing").Demo != true)
        {
            return;
        }

        Console.WriteLine($"""
            Gateway       127.0.0.1, secret testing123
            Accounts      alice / wonderland      prepaid data, 10.00 USD, 0.01 per MB
                          12125550100 / secret    prepaid voice, 5.00 USD
                          bob / builder           postpaid data and voice, limit 100.00 USD
                          carol / carol           prepaid data and voice, 20.00 USD, with an add-on for evenings, and messages
            Sign in       admin / admin-wonderland-1 at the desk; alice / alice-wonderland-1 in self-care (bob, carol alike)

            Try, in another terminal:
              echo 'User-Name=alice,User-Password=wonderland,NAS-Port=1' | radclient 127.0.0.1:{radius.AuthPort} auth testing123
              echo 'User-Name=alice,Acct-Session-Id=a1,Acct-Status-Type=Start' | radclient 127.0.0.1:{radius.AcctPort} acct testing123
              echo 'User-Name=alice,Acct-Session-Id=a1,Acct-Status-Type=Stop,Acct-Session-Time=600,Acct-Input-Octets=50400000,Acct-Output-Octets=200000000' | radclient 127.0.0.1:{radius.AcctPort} acct testing123
              ./billing account show alice
              ./billing rate explain --account carol --called 011442071234567 --node demo

            """);
    }
}
