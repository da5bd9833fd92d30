using System.Globalization;
using k8s;
using k8s.Models;
using OpenAiSpend.Installation.Tests.Tools;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Installation.Tests.Manifests;

/// <summary>What holds for whatever is applied, be it made by Helm or by Kustomize.</summary>
internal static class ManifestChecks
{
    private const string Restricted = "RuntimeDefault";

    /// <summary>Things find each other: selectors the pods, ports the container's, mounts the volumes.</summary>
    public static void FitTogether(ManifestSet set)
    {
        var labels = set.Deployment.Spec.Template.Metadata.Labels;
        Selects(set.Deployment.Spec.Selector.MatchLabels);
        Selects(set.Known.OfType<V1Service>().Single().Spec.Selector);
        Assert.All(set.Known.OfType<V1NetworkPolicy>(), policy => Selects(policy.Spec.PodSelector.MatchLabels));
        Assert.All(set.Known.OfType<V1PodDisruptionBudget>(), budget => Selects(budget.Spec.Selector.MatchLabels));

        var port = Assert.Single(set.Container.Ports);
        Assert.Equal(("metrics", 9718), (port.Name, port.ContainerPort));
        Assert.Equal(port.Name, Assert.Single(set.Known.OfType<V1Service>().Single().Spec.Ports).TargetPort.Value);
        Assert.Equal(port.Name, set.Container.ReadinessProbe.HttpGet.Port.Value);
        Assert.Equal(port.Name, set.Container.LivenessProbe.HttpGet.Port.Value);

        Assert.Equal(set.Pod.Volumes.Select(static volume => volume.Name).Order(), set.Container.VolumeMounts.Select(static mount => mount.Name).Order());
        Assert.All(set.Pod.Volumes.Where(static volume => volume.PersistentVolumeClaim is not null), volume => Assert.True(
            volume.PersistentVolumeClaim.ClaimName == "openai-spend-exporter-state"
            || set.Known.OfType<V1PersistentVolumeClaim>().Single().Name() == volume.PersistentVolumeClaim.ClaimName));
        Assert.Distinct(set.Known.Select(static known => (known.Kind, known.Name())));

        void Selects(IDictionary<string, string> selector)
        {
            Assert.NotEmpty(selector);
            Assert.All(selector, wanted => Assert.Equal(wanted.Value, labels[wanted.Key]));
        }
    }

    /// <summary>The pods keep to the strictest of Kubernetes' Pod Security Standards, write nowhere but to the state, and have no token.</summary>
    public static void IsLockedDown(ManifestSet set)
    {
        Assert.All(set.Known.OfType<V1Pod>().Select(static pod => pod.Spec).Append(set.Pod), static pod =>
        {
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.Equal(Restricted, pod.SecurityContext.SeccompProfile.Type);
            Assert.False(pod.AutomountServiceAccountToken);
            var container = pod.Containers.Single().SecurityContext;
            Assert.False(container.AllowPrivilegeEscalation);
            Assert.True(container.ReadOnlyRootFilesystem);
            Assert.Equal(["ALL"], container.Capabilities.Drop);
        });
        Assert.Equal(["state"], set.Container.VolumeMounts.Where(static mount => mount.ReadOnlyProperty != true).Select(static mount => mount.Name));
    }

    /// <summary>Whatever the operator takes up is valid, names the job of the alerts, and its rules are Prometheus' own.</summary>
    public static async Task OperatorTakesItAsync(ManifestSet set, NpmPackages npm)
    {
        Assert.Equal($"{set.OfOperator.Count} resources are valid", await npm.RunAsync("operator.mjs", set.Yaml));
        if (set.OfOperator.TryGetValue("ServiceMonitor", out var monitor))
        {
            var endpoint = (Dictionary<object, object>)((List<object>)((Dictionary<object, object>)monitor["spec"])["endpoints"]).Single();
            var job = ((List<object>)endpoint["relabelings"]).Cast<Dictionary<object, object>>().First();
            Assert.Equal(("metrics", "job", "openai-spend-exporter"), (endpoint["port"], job["targetLabel"], job["replacement"]));
        }

        if (set.OfOperator.TryGetValue("PrometheusRule", out var rule))
        {
            using var folder = new TemporaryFolder();
            var file = folder.Write("rules.yml", KubernetesYaml.Serialize(rule["spec"]));
            var said = await Tool.SucceedsAsync(folder.Path, "promtool", "check", "rules", file);
            var count = Directory.GetFiles(Repository.File("prometheus", "rules")).Sum(static plain => File.ReadLines(plain).Count(static line => line.TrimStart().StartsWith("- record:", StringComparison.Ordinal) || line.TrimStart().StartsWith("- alert:", StringComparison.Ordinal)));
            Assert.Contains($"SUCCESS: {count.ToString(CultureInfo.InvariantCulture)} rules found", said, StringComparison.Ordinal);
        }
    }

    /// <summary>The dashboards are those of the repository, whole.</summary>
    public static void HasDashboards(ManifestSet set)
    {
        var files = Directory.GetFiles(Repository.File("grafana", "dashboards"), "*.json");
        Assert.Equal(files.Select(Path.GetFileName).Order(), set.Dashboards.Keys.Order());
        Assert.All(files, file => Assert.Equal(File.ReadAllText(file).Trim(), set.Dashboards[Path.GetFileName(file)].Trim()));
    }
}
