using k8s;
using k8s.Models;

namespace Billing.Architecture.Tests.Infra;

/// <summary>The manifests of Kubernetes, read by its own client: a field that the schema does not have is an error.</summary>
public sealed class ManifestTests
{
    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["v1/Namespace"] = typeof(V1Namespace),
        ["v1/ConfigMap"] = typeof(V1ConfigMap),
        ["v1/Service"] = typeof(V1Service),
        ["v1/ServiceAccount"] = typeof(V1ServiceAccount),
        ["apps/v1/Deployment"] = typeof(V1Deployment),
        ["apps/v1/StatefulSet"] = typeof(V1StatefulSet),
        ["policy/v1/PodDisruptionBudget"] = typeof(V1PodDisruptionBudget),
        ["networking.k8s.io/v1/NetworkPolicy"] = typeof(V1NetworkPolicy),
        ["networking.k8s.io/v1/Ingress"] = typeof(V1Ingress),
    };

    private static readonly object[] Objects =
    [
        .. Directory.GetFiles(Path.Combine(House.Root, "infra/kubernetes"), "*.yaml")
            .Where(file => Path.GetFileName(file) != "kustomization.yaml")
            .SelectMany(file => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), Kinds, strict: true)),
    ];

    private static IEnumerable<T> All<T>() => Objects.OfType<T>();

    private static V1StatefulSet Silo => All<V1StatefulSet>().Single();

    private static IEnumerable<V1PodTemplateSpec> Pods =>
        All<V1Deployment>().Select(deployment => deployment.Spec.Template).Append(Silo.Spec.Template);

    [Fact]
    public void Every_file_is_of_the_schema()
    {
        Assert.Equal((1, 1), (All<V1Deployment>().Count(), All<V1StatefulSet>().Count()));
        Assert.Equal(14, Objects.Length);
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString("apiVersion: v1\nkind: Service\nspec: { externalTraficPolicy: Local }", Kinds, strict: true));
    }

    [Fact]
    public void RADIUS_keeps_the_address_of_the_gateway_and_reaches_the_silos_ports()
    {
        var radius = All<V1Service>().Single(service => service.Spec.Type == "LoadBalancer");

        Assert.Equal("Local", radius.Spec.ExternalTrafficPolicy);
        Assert.Equal([(1812, "UDP"), (1813, "UDP"), (2083, "TCP")], radius.Spec.Ports.Select(port => (port.Port, port.Protocol)));
    }

    [Fact]
    public void What_gateways_and_collectors_need_is_let_through()
    {
        var policies = All<V1NetworkPolicy>().Where(policy => policy.Name() != "nobody").ToArray();
        var radius = All<V1Service>().Single(service => service.Spec.Type == "LoadBalancer");
        var forGateways = policies.Single(policy => policy.Name() == "silo").Spec.Ingress.Single(rule => rule.FromProperty.Any(peer => peer.IpBlock is not null));
        Assert.Equal(
            radius.Spec.Ports.Select(port => ($"{port.Port}", port.Protocol)).Order(),
            forGateways.Ports.Select(port => (port.Port.Value, port.Protocol)).Order());

        // Wherever OTEL_EXPORTER_OTLP_ENDPOINT may point: gRPC or HTTP (OTLP 1.0).
        Assert.Equal(2, policies.Length);
        Assert.All(policies, policy => Assert.Equal(
            ["4317", "4318"], policy.Spec.Egress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value).Where(port => port.StartsWith("431", StringComparison.Ordinal))));

        foreach (var file in new[] { "infra/kubernetes/settings.yaml", "infra/systemd/billing.env.example" })
        {
            Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", File.ReadAllText(Path.Combine(House.Root, file)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_service_a_budget_and_a_policy_select_pods_that_there_are()
    {
        var pods = Pods.ToArray();

        foreach (var (name, selector) in All<V1Service>().Select(service => (service.Name(), service.Spec.Selector))
            .Concat(All<V1PodDisruptionBudget>().Select(budget => (budget.Name(), budget.Spec.Selector.MatchLabels)))
            .Concat(All<V1Deployment>().Select(deployment => (deployment.Name(), deployment.Spec.Selector.MatchLabels)))
            .Append((Silo.Name(), Silo.Spec.Selector.MatchLabels)))
        {
            Assert.True(pods.Count(pod => selector.All(label => pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value)) == 1, name);
        }

        foreach (var service in All<V1Service>())
        {
            var ports = pods.Single(pod => service.Spec.Selector.All(label => pod.Metadata.Labels[label.Key] == label.Value))
                .Spec.Containers.Single().Ports.Select(port => (port.Name, port.Protocol ?? "TCP"));
            Assert.All(service.Spec.Ports, port => Assert.Contains((port.TargetPort.Value, port.Protocol ?? "TCP"), ports));
        }
    }

    [Fact]
    public void A_pod_has_time_to_drain_and_no_more_rights_than_it_needs()
    {
        foreach (var pod in Pods.Select(template => template.Spec))
        {
            var container = pod.Containers.Single();
            Assert.True(pod.TerminationGracePeriodSeconds >= container.Lifecycle.PreStop.Sleep.Seconds + 30);
            Assert.Equal(("/health/ready", "/health/live"), (container.ReadinessProbe.HttpGet.Path, container.LivenessProbe.HttpGet.Path));
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.Equal((false, true, "ALL"), (
                container.SecurityContext.AllowPrivilegeEscalation, container.SecurityContext.ReadOnlyRootFilesystem, container.SecurityContext.Capabilities.Drop.Single()));
        }

        Assert.Equal("status.podIP", Silo.Spec.Template.Spec.Containers.Single().Env.Single(variable => variable.Name == "Billing__Cluster__AdvertisedAddress").ValueFrom.FieldRef.FieldPath);
    }

    [Fact]
    public void What_a_silo_spools_stays_when_its_pod_does_not()
    {
        var claim = Assert.Single(Silo.Spec.VolumeClaimTemplates);

        Assert.Equal("/data", Silo.Spec.Template.Spec.Containers.Single().VolumeMounts.Single(mount => mount.Name == claim.Name()).MountPath); // Billing__DataFolder of the image
        Assert.Equal(("Retain", "Retain"), (Silo.Spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted, Silo.Spec.PersistentVolumeClaimRetentionPolicy.WhenScaled));
        Assert.Contains(All<V1Service>(), service => service.Name() == Silo.Spec.ServiceName && service.Spec.ClusterIP == "None");
    }

    [Fact]
    public void No_secret_is_written_down() =>
        Assert.DoesNotContain(
            from map in All<V1ConfigMap>() from setting in map.Data select setting.Key,
            name => name.EndsWith("Password", StringComparison.Ordinal) || name.EndsWith("ConnectionString", StringComparison.Ordinal));
}
