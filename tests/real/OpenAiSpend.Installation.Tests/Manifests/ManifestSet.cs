using k8s;
using k8s.Models;

namespace OpenAiSpend.Installation.Tests.Manifests;

/// <summary>What would be applied to a cluster, read by the types of Kubernetes' client: a field that Kubernetes does not know is an error.</summary>
internal sealed class ManifestSet
{
    private const string Operator = "monitoring.coreos.com/v1";

    private readonly List<object> _objects;

    public ManifestSet(string yaml)
    {
        Yaml = yaml;
        var types = new Dictionary<string, Type>
        {
            [$"{Operator}/ServiceMonitor"] = typeof(Dictionary<string, object>),
            [$"{Operator}/PrometheusRule"] = typeof(Dictionary<string, object>),
        };
        _objects = KubernetesYaml.LoadAllFromString(yaml, types, strict: true);
    }

    /// <summary>The text of all of it.</summary>
    public string Yaml { get; }

    /// <summary>What the client knows.</summary>
    public IEnumerable<IKubernetesObject<V1ObjectMeta>> Known => _objects.OfType<IKubernetesObject<V1ObjectMeta>>();

    /// <summary>What the Prometheus Operator knows, by kind.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, object>> OfOperator =>
        _objects.OfType<Dictionary<string, object>>().ToDictionary(static resource => (string)resource["kind"]);

    public V1Deployment Deployment => Known.OfType<V1Deployment>().Single();

    public V1PodSpec Pod => Deployment.Spec.Template.Spec;

    public V1Container Container => Pod.Containers.Single();

    /// <summary>What is configured: the exporter's file.</summary>
    public string Configuration => Data(Pod.Volumes.Single(static volume => volume.Name == "config").ConfigMap.Name)["exporter.yml"];

    /// <summary>The dashboards, by the name of the file.</summary>
    public IReadOnlyDictionary<string, string> Dashboards => Known.OfType<V1ConfigMap>()
        .Where(static map => map.Labels()?.ContainsKey("grafana_dashboard") == true).SelectMany(static map => map.Data).ToDictionary();

    private IDictionary<string, string> Data(string name) => Known.OfType<V1ConfigMap>().Single(map => map.Name() == name).Data;
}
