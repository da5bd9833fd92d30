using System.Globalization;
using OpenAiSpend.Exporter.Commands;
using OpenAiSpend.OpenAi;

// Numbers look the same wherever the program runs, also where an environment variable switches cultures on again.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

// No client of the program, that of the push included, hands a secret to a proxy in clear.
HttpClient.DefaultProxy = TunnelOnlyProxy.OfSystem;

return await ExporterCommandLine.RunAsync(args);
