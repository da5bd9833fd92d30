// Draws each dashboard with Grafana's own components, from the demo:
//
//     (cd grafana/render && npm ci && npm rebuild esbuild --ignore-scripts=false) && node grafana/render/render.mjs
//
// It starts the exporter with its demo, and a Prometheus that scrapes it with the rules of this repository, asks the panels' queries, draws the panels
// in headless Chromium, writes docs/pictures/*.png and ends what it started. With the address of a Prometheus as its argument, it asks that one.
// Needs the .NET SDK, Node 20, prometheus and chromium. Two to five minutes, and 430 MB of packages.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { Prometheus, defaultChoices, fill, framesOf, rangeOf } from "./queries.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const pictures = join(root, "docs", "pictures");
const width = 1600;
const row = 38; // Grafana's grid: 30 pixels and a gap of 8
const overview = 1000; // as much of the first dashboard as the README shows
const exporterPort = 29718;
const prometheusPort = 29090;
const isComplete = `openai_cost_allocated_daily_usd and on () openai_project_info and on () openai_user_info and on () openai_api_key_info
  and on () organization_budget:openai_budget_forecast_usd:last_known and on () organization_project_key:openai_completions_tokens_per_hour:mean_7d`;

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "render-"));
const started = [];
try {
  const prometheus = new Prometheus(process.argv[2] ?? (await startDemo()));
  await build({
    entryPoints: [join(here, "app.jsx")], outfile: join(folder, "app.js"), bundle: true, format: "esm", platform: "browser", mainFields: ["browser", "module", "main"],
    define: { "process.env.NODE_ENV": '"production"', global: "window" }, alias: { "react-inlinesvg": join(here, "icon.js"), "react-custom-scrollbars-2": join(here, "scrollbars.jsx"), tty: join(here, "nothing.js"), util: join(here, "nothing.js") },
    loader: { ".svg": "text", ".woff": "dataurl", ".woff2": "dataurl", ".ttf": "dataurl", ".png": "dataurl" }, logLevel: "error",
  });
  await mkdir(pictures, { recursive: true });
  for (const file of (await readdir(join(here, "..", "dashboards"))).filter((file) => file.endsWith(".json"))) {
    const dashboard = JSON.parse(await readFile(join(here, "..", "dashboards", file)));
    const page = await draw(dashboard, prometheus);
    for (const mode of ["light", "dark"]) {
      await shoot(page, mode, page.height, join(pictures, `${dashboard.uid}-${mode}.png`));
      if (dashboard.uid === "openai-spend") {
        await shoot(page, mode, overview, join(pictures, `overview-${mode}.png`));
      }
    }
  }
} finally {
  started.forEach((child) => child.kill());
  await rm(folder, { recursive: true, maxRetries: 5 });
}

async function startDemo() {
  const exporter = join(root, "src", "OpenAiSpend.Exporter");
  await run("dotnet", ["build", exporter, "-c", "Release"]);
  started.push(spawn("dotnet", [join(exporter, "bin", "Release", "net10.0", "OpenAiSpend.Exporter.dll"), "--demo", "--web.listen-address", `127.0.0.1:${exporterPort}`], { stdio: "ignore" }));
  const configuration = join(folder, "prometheus.yml");
  await writeFile(configuration, JSON.stringify({
    global: { scrape_interval: "10s", evaluation_interval: "5s" },
    rule_files: [join(root, "prometheus", "rules", "*.yml")],
    scrape_configs: [{ job_name: "openai-spend-exporter", static_configs: [{ targets: [`127.0.0.1:${exporterPort}`] }] }],
  }));
  started.push(spawn("prometheus", [`--config.file=${configuration}`, `--storage.tsdb.path=${join(folder, "data")}`, `--web.listen-address=127.0.0.1:${prometheusPort}`], { stdio: "ignore" }));
  const prometheus = new Prometheus(`http://127.0.0.1:${prometheusPort}`);
  for (let look = 0; look < 600; look++) {
    if ((await prometheus.get("query", { query: isComplete }).catch(() => ({ result: [] }))).result.length > 0) {
      return prometheus.url;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("Prometheus does not have all of the demo.");
}

/** The dashboard with its answers. What lies in a folded row stays folded, as it is when somebody opens the dashboard. */
async function draw(dashboard, prometheus) {
  const now = Math.floor(Date.now() / 1000);
  const first = Date.parse((await prometheus.get("status/runtimeinfo")).startTime) / 1000;
  const choices = await defaultChoices(dashboard, prometheus);
  const panels = [];
  for (const panel of dashboard.panels) {
    const range = rangeOf(panel, dashboard, now, first);
    panels.push({ ...panel, title: fill(panel.title, choices), range, frames: await framesOf(panel, range, now, choices, prometheus) });
  }
  return { title: dashboard.title, panels, height: Math.max(...panels.map((panel) => panel.gridPos.y + panel.gridPos.h)) * row + 64 };
}

async function shoot(page, mode, height, picture) {
  const html = join(folder, "index.html");
  const data = JSON.stringify({ ...page, mode, width, row }).replaceAll("<", "\\u003c");
  await writeFile(html, `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="app.css"><body style="margin:0"><div id="root"></div><script>window.page = ${data};</script><script type="module" src="app.js"></script>`);
  await run("chromium", ["--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--hide-scrollbars", "--virtual-time-budget=10000", `--window-size=${width},${height}`, `--screenshot=${picture}`, `file://${html}`]);
  console.log(picture);
}
