// From the frames of the data source to what a panel draws: transformations, field options and overrides.
import { applyFieldOverrides, getFieldMatcher, standardTransformers, standardTransformersRegistry, toDataFrame, transformDataFrame } from "@grafana/data";
import { lastValueFrom, map } from "rxjs";

// The one transformation that is used here and lives in Grafana's server repository.
const prepareTimeSeries = {
  id: "prepareTimeSeries",
  name: "Prepare time series",
  defaultOptions: {},
  operator: () => (source) => source.pipe(map((frames) => frames.flatMap(multi))),
};

// Some are there twice, by a name that they had.
standardTransformersRegistry.setInit(() =>
  [...new Map([...Object.values(standardTransformers), prepareTimeSeries].map((transformation) => [transformation.id, transformation])).values()].map(
    (transformation) => ({ id: transformation.id, name: transformation.name, transformation: () => transformation })));

/** The frames of a panel, ready to be drawn. */
export async function prepare(panel, theme) {
  const frames = await lastValueFrom(transformDataFrame(panel.transformations ?? [], panel.frames.map((frame) => toDataFrame(frame))));
  const { defaults, overrides } = panel.fieldConfig ?? { defaults: {}, overrides: [] };
  const fields = frames.flatMap((frame) => frame.fields.map((field) => ({ frame, field })));
  for (const { field } of fields) {
    const own = field.config;
    field.config = { ...structuredClone(defaults), ...own, custom: { ...defaults.custom, ...own.custom } };
    field.config.displayName &&= field.config.displayName.replace(/\$\{__field\.labels\.(\w+)\}/g, (_, label) => field.labels?.[label] ?? "");
    field.state = null;
  }
  for (const { frame, field } of fields) {
    for (const { properties } of overrides.filter(({ matcher }) => getFieldMatcher(matcher)(field, frame, frames))) {
      properties.forEach(({ id, value }) => set(field.config, id, structuredClone(value)));
    }
    delete field.config.links;
    field.config.thresholds?.steps.forEach((step) => (step.value ??= -Infinity));
  }
  return applyFieldOverrides({ data: frames, fieldConfig: { defaults: {}, overrides: [] }, replaceVariables: (text) => text, theme, timeZone: "utc" });
}

function set(config, id, value) {
  if (id.startsWith("custom.")) {
    config.custom = { ...config.custom, [id.slice("custom.".length)]: value };
  } else {
    config[id] = value;
  }
}

// A frame for each combination of texts, in the order of time.
function multi(frame) {
  const time = frame.fields.find((field) => field.type === "time");
  const texts = frame.fields.filter((field) => field.type === "string");
  const rows = new Map();
  for (let row = 0; row < frame.length; row++) {
    const key = JSON.stringify(texts.map((field) => field.values[row]));
    rows.set(key, [...(rows.get(key) ?? []), row]);
  }
  return [...rows.values()].flatMap((indexes) => {
    const sorted = indexes.toSorted((one, other) => time.values[one] - time.values[other]);
    const labels = Object.fromEntries(texts.map((field) => [field.name, field.values[indexes[0]]]));
    return frame.fields.filter((field) => field.type === "number").map((field) => toDataFrame({
      refId: frame.refId,
      fields: [
        { name: time.name, type: "time", values: sorted.map((row) => time.values[row]) },
        { name: field.name, type: "number", labels, config: field.config, values: sorted.map((row) => field.values[row]) },
      ],
    }));
  });
}
