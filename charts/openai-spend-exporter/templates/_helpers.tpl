{{- define "exporter.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "exporter.fullname" -}}
{{- $name := include "exporter.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "exporter.selectorLabels" -}}
app.kubernetes.io/name: {{ include "exporter.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "exporter.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "exporter.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- /* The labels of what other programs look for, with those that they look by. */ -}}
{{- define "exporter.labelsWith" -}}
{{- toYaml (merge (deepCopy .labels) (include "exporter.labels" .root | fromYaml)) -}}
{{- end -}}

{{- define "exporter.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "exporter.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "exporter.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{- printf "%s@%s" .repository .digest -}}
{{- else -}}
{{- printf "%s:%s" .repository (default $.Chart.AppVersion .tag) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "exporter.statePath" -}}
/var/lib/openai-spend-exporter
{{- end -}}

{{- define "exporter.keyPath" -}}
/run/secrets/openai-spend-exporter
{{- end -}}

{{- /* Empty where no key is given to the chart. */ -}}
{{- define "exporter.keySecret" -}}
{{- if .Values.adminKey.existingSecret -}}
{{- .Values.adminKey.existingSecret -}}
{{- else if .Values.adminKey.value -}}
{{- printf "%s-admin-key" (include "exporter.fullname" . | trunc 53 | trimSuffix "-") -}}
{{- end -}}
{{- end -}}

{{- /* HTTPS where the configuration names a certificate. */ -}}
{{- define "exporter.scheme" -}}
{{- if dig "web" "tls_server_config" "cert_file" "" .Values.config }}https{{ else }}http{{ end -}}
{{- end -}}

{{- /* What no template can make sense of is refused, with what to do about it. */ -}}
{{- define "exporter.check" -}}
{{- $organizations := dig "organizations" list .Values.config -}}
{{- if and .Values.adminKey.existingSecret .Values.adminKey.value -}}
{{- fail "adminKey.existingSecret and adminKey.value are both set: one of the two is needed" -}}
{{- end -}}
{{- if not (or .Values.demo (include "exporter.keySecret" .) $organizations .Values.extraEnv) -}}
{{- fail "No OpenAI admin key is given: set adminKey.existingSecret to a Secret that holds it (kubectl create secret generic openai-admin-key --from-file=admin-key), or demo to true to look around without one" -}}
{{- end -}}
{{- if and .Values.persistence.enabled (gt (int .Values.replicaCount) 1) -}}
{{- fail "replicaCount is more than 1 and persistence.enabled is true: replicas cannot share the volume of one. Set persistence.enabled to false; a replica that starts then reads everything again" -}}
{{- end -}}
{{- end -}}
