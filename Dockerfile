# syntax=docker/dockerfile:1

# Builds on the machine's own architecture for the one that is asked for:
#
#   docker build -t openai-spend-exporter .
#   docker buildx build --platform linux/amd64,linux/arm64 -t openai-spend-exporter .
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG TARGETARCH=amd64
WORKDIR /source

# Packages first, in a layer of their own that is used again until a project file changes. The first restore holds every
# package to the hashes of the lock files. The second one adds what compiling ahead of time for a runtime takes; the lock
# files know no runtimes, so it keeps notes of its own.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/Directory.Build.props src/Directory.Build.targets src/BannedSymbols.txt src/
COPY src/OpenAiSpend.Accounting/OpenAiSpend.Accounting.csproj src/OpenAiSpend.Accounting/packages.lock.json src/OpenAiSpend.Accounting/
COPY src/OpenAiSpend.Collection/OpenAiSpend.Collection.csproj src/OpenAiSpend.Collection/packages.lock.json src/OpenAiSpend.Collection/
COPY src/OpenAiSpend.Domain/OpenAiSpend.Domain.csproj src/OpenAiSpend.Domain/packages.lock.json src/OpenAiSpend.Domain/
COPY src/OpenAiSpend.Export/OpenAiSpend.Export.csproj src/OpenAiSpend.Export/packages.lock.json src/OpenAiSpend.Export/
COPY src/OpenAiSpend.Exporter/OpenAiSpend.Exporter.csproj src/OpenAiSpend.Exporter/packages.lock.json src/OpenAiSpend.Exporter/
COPY src/OpenAiSpend.Exposition/OpenAiSpend.Exposition.csproj src/OpenAiSpend.Exposition/packages.lock.json src/OpenAiSpend.Exposition/
COPY src/OpenAiSpend.Hosting/OpenAiSpend.Hosting.csproj src/OpenAiSpend.Hosting/packages.lock.json src/OpenAiSpend.Hosting/
COPY src/OpenAiSpend.OpenAi/OpenAiSpend.OpenAi.csproj src/OpenAiSpend.OpenAi/packages.lock.json src/OpenAiSpend.OpenAi/
COPY src/OpenAiSpend.Page/OpenAiSpend.Page.csproj src/OpenAiSpend.Page/packages.lock.json src/OpenAiSpend.Page/
COPY src/OpenAiSpend.Simulator/OpenAiSpend.Simulator.csproj src/OpenAiSpend.Simulator/packages.lock.json src/OpenAiSpend.Simulator/
COPY src/OpenAiSpend.Traces/OpenAiSpend.Traces.csproj src/OpenAiSpend.Traces/packages.lock.json src/OpenAiSpend.Traces/
RUN dotnet restore src/OpenAiSpend.Exporter --locked-mode
RUN dotnet restore src/OpenAiSpend.Exporter -a $TARGETARCH -p:PublishReadyToRun=true -p:NuGetLockFilePath=obj/runtime.lock.json

# Compiled ahead of time and not trimmed: trimming takes the runtime into the program, which then is nine times as large and
# no longer mended by a newer base image; and it warns of the JSON of the simulator, which is read by reflection.
COPY .editorconfig ./
COPY prometheus/rules/ prometheus/rules/
COPY src/ src/
ARG REVISION=unknown
RUN dotnet publish src/OpenAiSpend.Exporter --no-restore -c Release -a $TARGETARCH --no-self-contained \
    -p:PublishReadyToRun=true -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false -p:SourceRevisionId=$REVISION -o /app

# What the image below cannot make for itself, since it has no shell: an empty folder for the state, and the configuration.
RUN mkdir -p /files/etc/openai-spend-exporter /files/var/lib/openai-spend-exporter \
    && printf 'state:\n  path: /var/lib/openai-spend-exporter\n' > /files/etc/openai-spend-exporter/exporter.yml

# Ubuntu without a shell or a package manager. Its user app has the id 1654.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="OpenAI Spend Exporter" \
      org.opencontainers.image.description="What an organization spends and uses at OpenAI, as Prometheus metrics" \
      org.opencontainers.image.source="https://github.com/openai-spend-exporter/openai-spend-exporter" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"

# Diagnostics would need a writable /tmp; the root file system may be read-only.
ENV DOTNET_EnableDiagnostics=0

COPY --from=build /app /app
COPY --from=build /files/etc/openai-spend-exporter /etc/openai-spend-exporter
COPY --from=build --chown=1654:1654 /files/var/lib/openai-spend-exporter /var/lib/openai-spend-exporter

USER 1654
EXPOSE 9718
VOLUME /var/lib/openai-spend-exporter
HEALTHCHECK --interval=30s --timeout=10s --start-period=2m --retries=3 CMD ["/app/OpenAiSpend.Exporter", "healthcheck"]

# A configuration of your own goes over this file, or elsewhere with another command. It should have the section state.
ENTRYPOINT ["/app/OpenAiSpend.Exporter", "--web.listen-address=0.0.0.0:9718"]
CMD ["--config.file=/etc/openai-spend-exporter/exporter.yml"]
