using OpenAiSpend.Exporter.Commands;

return await ExporterCommandLine.Create().Parse(args).InvokeAsync(ExporterCommandLine.Invocation);
