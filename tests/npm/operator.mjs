// Reads manifests from standard input and holds those of the Prometheus Operator to the schemas of its resources.
// Says how many there were, or what is wrong with them.
import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import * as operator from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';

const manifests = loadAll(readFileSync(0, 'utf8')).filter(manifest => manifest?.apiVersion?.startsWith('monitoring.coreos.com/'));
for (const manifest of manifests) {
  new operator[manifest.kind](manifest).validate();
}
console.log(`${manifests.length} resources are valid`);
