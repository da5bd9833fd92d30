using System.Text.RegularExpressions;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Installation.Tests.Manifests;

/// <summary>Runs the program as a pod's container would, on this machine: with its flags, its variables and its files.</summary>
internal sealed class StandInPod : IDisposable
{
    private const string Key = "sk-admin-of-a-stand-in";

    private readonly TemporaryFolder _folder = new();
    private readonly ManifestSet _set;

    public StandInPod(ManifestSet set)
    {
        _set = set;
        foreach (var mount in set.Container.VolumeMounts)
        {
            Directory.CreateDirectory(_folder.File(mount.Name));
        }

        // What is in a Secret is known to the cluster alone. Each file of it that something names is there.
        var named = $"{set.Configuration}\n{string.Join('\n', set.Container.Env?.Select(static variable => variable.Value) ?? [])}";
        var certificate = TestCertificate.Write(_folder);
        foreach (var mount in set.Container.VolumeMounts.Where(mount => set.Pod.Volumes.Any(volume => volume.Name == mount.Name && volume.Secret is not null)))
        {
            foreach (var file in Regex.Matches(named, $"{Regex.Escape(mount.MountPath)}/([-._a-zA-Z0-9]+)").Select(static match => match.Groups[1].Value).Distinct())
            {
                var path = _folder.Write($"{mount.Name}/{file}", file switch { "tls.crt" => File.ReadAllText(certificate.CertificateFile), "tls.key" => File.ReadAllText(certificate.KeyFile), _ => Key });
                if (!OperatingSystem.IsWindows())
                {
                    // As Kubernetes does for a pod with fsGroup.
                    File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
                }
            }
        }

        _folder.Write("config/exporter.yml", Here(set.Configuration));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Starts the program.</summary>
    /// <param name="more">Flags and a command besides those of the container.</param>
    public RunningProgram Start(params IEnumerable<string> more) => ExporterProgram.Run([.. more, .. _set.Container.Args.Select(Here)], Environment);

    /// <summary>The variables of the container, with a stand-in for what comes from a Secret.</summary>
    private Dictionary<string, string> Environment => (_set.Container.Env ?? []).ToDictionary(static variable => variable.Name, variable => variable.Value is null ? Key : Here(variable.Value));

    private string Here(string text) => _set.Container.VolumeMounts.OrderByDescending(static mount => mount.MountPath.Length)
        .Aggregate(text, (changed, mount) => Regex.Replace(changed, $@"{Regex.Escape(mount.MountPath)}(?![-\w])", _folder.File(mount.Name)));
}
