// What the panels of a dashboard ask, asked of a real Prometheus, as data frames in the way Grafana's Prometheus data source makes them.

export class Prometheus {
  constructor(url) {
    this.url = url;
  }

  async get(path, parameters) {
    const response = await fetch(`${this.url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer = await response.json();
    if (answer.status !== "success") {
      throw new Error(`Prometheus refuses ${path} ${JSON.stringify(parameters)}: ${answer.error}`);
    }
    return answer.data;
  }
}

/** What a newcomer sees: all of everything, and the first value of a variable that has no all. */
export async function defaultChoices(dashboard, prometheus) {
  const choices = {};
  for (const variable of dashboard.templating.list.filter((variable) => variable.type !== "datasource")) {
    if (variable.type === "custom") {
      choices[variable.name] = variable.options.find((option) => option.selected);
    } else if (variable.includeAll) {
      choices[variable.name] = { text: "All", value: ".*" };
    } else {
      const [, selector, label] = fill(variable.query.query, choices).match(/^label_values\((.+),\s*(\w+)\)$/);
      const [first] = await prometheus.get(`label/${label}/values`, { "match[]": selector });
      choices[variable.name] = { text: first, value: first };
    }
  }
  return choices;
}

/** Variables in a text: $name, ${name} and ${name:text}. */
export function fill(text, choices) {
  return text.replace(/\$\{?([A-Za-z_]\w*)(?::(\w+))?\}?/g, (match, name, form) => choices[name]?.[form === "text" ? "text" : "value"] ?? match);
}

/** The time that a panel shows: the month or the day (`now/M`, `now/d`), or so long until now, where Prometheus has so much. */
export function rangeOf(panel, dashboard, now, first) {
  const from = panel.timeFrom ?? dashboard.time.from.replace("now-", "");
  const day = new Date(now * 1000).toISOString().slice(0, 10);
  if (from === "now/d" || from === "now/M") {
    const start = Date.parse(from === "now/d" ? day : `${day.slice(0, 7)}-01`) / 1000;
    const end = new Date(start * 1000);
    from === "now/d" ? end.setUTCDate(end.getUTCDate() + 1) : end.setUTCMonth(end.getUTCMonth() + 1);
    return { from: start, to: end / 1000 };
  }
  const seconds = { m: 60, h: 3600, d: 86400 };
  const start = now - parseInt(from) * seconds[from.at(-1)];
  return { from: panel.targets?.every((target) => target.instant) ? start : Math.max(start, first), to: now };
}

/** The frames of a panel, for `toDataFrame`. */
export async function framesOf(panel, range, now, choices, prometheus) {
  const step = Math.max(15, Math.round((range.to - range.from) / 400));
  const ofThePanel = { ...choices, __rate_interval: { value: `${step + 45}s` }, __range: { value: `${range.to - range.from}s` } };
  const frames = [];
  for (const target of panel.targets ?? []) {
    const query = fill(target.expr, ofThePanel);
    const { result } = target.instant
      ? await prometheus.get("query", { query, time: now })
      : await prometheus.get("query_range", { query, start: range.from, end: Math.min(range.to, now), step });
    frames.push(...(target.format === "table" ? table(panel, target, result) : result.map((series) => timeSeries(target, series))));
  }
  return frames;
}

function table(panel, target, result) {
  const labels = [...new Set(result.flatMap((series) => Object.keys(series.metric)))].sort();
  return result.length === 0 ? [] : [{
    refId: target.refId,
    fields: [
      { name: "Time", type: "time", values: result.map((series) => series.value[0] * 1000) },
      ...labels.map((label) => ({ name: label, type: "string", values: result.map((series) => series.metric[label] ?? "") })),
      { name: panel.targets.length > 1 ? `Value #${target.refId}` : "Value", type: "number", values: result.map((series) => Number(series.value[1])) },
    ],
  }];
}

function timeSeries(target, { metric, value, values }) {
  const samples = values ?? [value];
  const name = target.legendFormat?.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => metric[label] ?? "") || JSON.stringify(metric);
  return {
    refId: target.refId,
    fields: [
      { name: "Time", type: "time", values: samples.map(([time]) => time * 1000) },
      { name: "Value", type: "number", labels: metric, values: samples.map(([, number]) => Number(number)), config: { displayNameFromDS: name } },
    ],
  };
}
