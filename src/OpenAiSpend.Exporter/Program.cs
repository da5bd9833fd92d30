using OpenAiSpend.Exporter.Commands;

return await ExporterCommandLine.RunAsync(args);
