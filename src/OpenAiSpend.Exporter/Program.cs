using System.Globalization;
using OpenAiSpend.Exporter.Commands;

// Numbers look the same wherever the program runs, also where an environment variable switches cultures on again.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

return await ExporterCommandLine.RunAsync(args);
