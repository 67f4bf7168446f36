using Billing.Core.Tariffs;
using Billing.Testing;

namespace Billing.Radius.Server.Tests.Rating;

/// <summary>3GPP TS 29.061: the IMSI is who, the visited network is where.</summary>
public sealed class VisitedNetworkTests(Stage stage)
{
    private readonly Offer _offer = new(stage);

    [Theory]
    //          visited   price of 10 MB
    [InlineData("26201", 2.00)]
    [InlineData("26202", 0.10)]
    [InlineData(null, 0.10)]
    [InlineData("home", 0.10)]
    public async Task The_visited_network_picks_the_roaming_tariff(string? network, double price)
    {
        using var gateway = await stage.GatewayAsync("3gpp");
        var (home, roaming) = (await TariffAsync(0.01m), await TariffAsync(0.20m));
        var product = await _offer.ProductAsync(home, "data", Unit.Byte);
        await _offer.RatingAsync(product, roaming, accessCode: "26201", service: "data");
        var user = await stage.AccountAsync(product, login: Offer.Name("00101").Replace(" ", "", StringComparison.Ordinal));

        var accept = await gateway.AuthenticateAsync("", "", Fill);
        Assert.Equal(RadiusCode.AccessAccept, accept?.Code);
        await gateway.ReportAsync(Status.Stop, "", "p1", new(60, 0, 10_000_000) { Class = accept!.Find(Attributes.Class), More = Fill });

        Assert.Equal((decimal)price, (await stage.Billing.XdrsAsync(user)).Single().Amount);
        await stage.AuditIsCleanAsync();

        void Fill(ref RadiusPacketWriter writer)
        {
            writer.AddString(Attributes.ThreeGpp.Imsi, user);
            writer.AddString(Attributes.CalledStationId, "internet");

            if (network is not null)
            {
                writer.AddString(Attributes.ThreeGpp.SgsnMccMnc, network);
            }
        }
    }

    [Fact]
    public async Task Only_a_gateway_of_which_that_is_known_is_trusted_with_who_it_is()
    {
        using var trusted = await stage.GatewayAsync("3gpp");
        using var other = await stage.GatewayAsync("generic");
        var user = await stage.AccountAsync();

        Assert.Equal(RadiusCode.AccessAccept, (await trusted.AuthenticateAsync(user, "apn"))?.Code);
        Assert.Equal(RadiusCode.AccessReject, (await other.AuthenticateAsync(user, "apn"))?.Code);
    }

    [Theory]
    [InlineData("isocc=us,cc=1,ac=408,network=ACME_Airport", 1.00)]
    [InlineData("isocc=de,cc=49,ac=30,network=ACME_Station", 0.10)]
    [InlineData("somewhere", 0.10)]
    public async Task Where_a_hotspot_is_picks_a_tariff(string location, double price)
    {
        using var gateway = await stage.GatewayAsync("wispr");
        var product = await _offer.ProductAsync(await TariffAsync(0.01m), "data", Unit.Byte);
        await _offer.RatingAsync(product, await TariffAsync(0.10m), accessCode: "HOTSPOT-us", service: "data");
        var user = await stage.AccountAsync(product);

        await gateway.ReportAsync(Status.Stop, user, "h1", new(60, 0, 10_000_000)
        {
            More = (ref writer) => writer.AddString(Attributes.Wispr.LocationId, location),
        });

        Assert.Equal((decimal)price, (await stage.Billing.XdrsAsync(user)).Single().Amount);
    }

    // Whole megabytes of 1 000 000 octets.
    private async Task<long> TariffAsync(decimal perMegabyte)
    {
        var tariffId = await stage.Book.ReadAsync<long>(
            "insert into tariff (name, currency, unit, version) values ($1, 'USD', $2, 0) returning tariff_id", Offer.Name("tariff"), (int)Unit.Byte);
        await stage.Book.AddRateAsync(tariffId, "*", 1_000_000, perMegabyte);
        await stage.Book.PublishAsync(tariffId);

        return tariffId;
    }
}
