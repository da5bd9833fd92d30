#!/usr/bin/env bash
# Writes prometheusrule.yaml from the rules. A test compares the two.
set -euo pipefail
cd "$(dirname "$0")"

{
  cat <<'HEAD'
# Written by generate.sh from prometheus/rules; edit those. For the Prometheus Operator. The labels have to be those that
# your Prometheus' ruleSelector asks for: release: kube-prometheus-stack with that chart's defaults.
# Do not put this file through Helm as a template: the braces in annotations are Prometheus' own.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: openai-spend-exporter
  labels:
    app.kubernetes.io/name: openai-spend-exporter
    release: kube-prometheus-stack
spec:
  groups:
HEAD
  for file in recording spend-alerts customer-alerts exporter-alerts; do
    # What stands before "groups:" is for readers of that file.
    sed -e '1,/^groups:$/d' -e 's/^./  &/' "../rules/$file.yml"
  done
} > prometheusrule.yaml
