using System.Net;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Billing.Architecture.Tests.Infra;

/// <summary>The image and what is started from it, and the pipeline that builds it.</summary>
public sealed partial class ContainerTests
{
    private static readonly string[] Image = File.ReadAllLines(Path.Combine(House.Root, "infra/container/Containerfile"));

    [Fact]
    public void The_image_restores_every_project_of_the_program_and_runs_as_nobody_special()
    {
        var copied = Image.Select(line => Project().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);

        Assert.Equal(House.Projects.Select(row => row.Data).Order(StringComparer.Ordinal), copied.Order(StringComparer.Ordinal));
        Assert.Contains("USER $APP_UID", Image);
        Assert.Contains("STOPSIGNAL SIGTERM", Image);
        Assert.All(
            from line in Image
            where line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal)
            from source in line.Split(' ')[1..^1]
            where !source.Contains('*', StringComparison.Ordinal)
            select source,
            source => Assert.True(Path.Exists(Path.Combine(House.Root, source)), source));
    }

    [Fact]
    public void A_silo_of_compose_says_the_address_that_it_has()
    {
        var compose = Read("infra/container/compose.yaml");
        var network = IPNetwork.Parse(Assert.Single(Items(Items(compose, "networks", "cluster", "ipam")["config"]))["subnet"].ToString());
        var silos = Items(compose, "services").Children
            .Where(service => ((YamlMappingNode)service.Value).Children.TryGetValue("command", out var command) && command.ToString().Contains("silo", StringComparison.Ordinal))
            .Select(service => (YamlMappingNode)service.Value).ToArray();

        Assert.Equal(2, silos.Length);
        Assert.All(silos, silo =>
        {
            var address = silo["networks"]["cluster"]["ipv4_address"].ToString();
            Assert.Equal(address, silo["environment"]["Billing__Cluster__AdvertisedAddress"].ToString());
            Assert.True(network.Contains(IPAddress.Parse(address)));
        });
        Assert.DoesNotMatch("Password=[^$]", File.ReadAllText(Path.Combine(House.Root, "infra/container/compose.yaml")));
    }

    [Fact]
    public void The_pipeline_names_files_that_there_are()
    {
        var text = File.ReadAllText(Path.Combine(House.Root, "azure-pipelines.yml"));
        var stages = (YamlSequenceNode)Read("azure-pipelines.yml")["stages"];

        Assert.Equal(["Test", "Pack"], stages.Select(stage => stage["stage"].ToString()));
        Assert.All(
            Named().Matches(text).Select(match => match.Value),
            file => Assert.True(Path.Exists(Path.Combine(House.Root, file)), file));
    }

    private static YamlMappingNode Read(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(House.Root, file))));

        return (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;
    }

    private static YamlMappingNode Items(YamlNode node, params string[] path) => (YamlMappingNode)path.Aggregate(node, (at, name) => at[name]);

    private static YamlSequenceNode Items(YamlNode node) => (YamlSequenceNode)node;

    [GeneratedRegex(@"^COPY src/([\w.]+)/\*\.csproj src/\1/$")]
    private static partial Regex Project();

    [GeneratedRegex(@"(?<![\w/$])(?:src/[\w./]+|infra(?:/[\w./-]+)?|README\.md|LICENSE|billing(?= test))")]
    private static partial Regex Named();
}
