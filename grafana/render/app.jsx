// The panels of window.page at their places, drawn by Grafana's own components.
import "@fontsource/inter/400.css";
import "@fontsource/inter/500.css";
import "uplot/dist/uPlot.min.css";
import React from "react";
import { createRoot } from "react-dom/client";
import { createTheme, dateTime, getFieldDisplayName, reduceField, ThemeContext } from "@grafana/data";
import { BigValue, GlobalStyles, PanelChrome, Table, TimeSeries } from "@grafana/ui";
import { prepare } from "./frames.js";

const { page } = window;
const theme = createTheme({ colors: { mode: page.mode } });
const gap = 8;
const margin = 16;
const column = (page.width - 2 * margin + gap) / 24;

const views = {
  timeseries: ({ panel, frames, width, height }) => (
    <TimeSeries frames={frames} width={width} height={height} timeZone="utc" legend={panel.options.legend}
      timeRange={{ from: dateTime(panel.range.from * 1000), to: dateTime(panel.range.to * 1000), raw: { from: "", to: "" } }} />
  ),
  table: ({ panel, frames, width, height }) => (
    <Table data={frames[0]} width={width} height={height} cellHeight={panel.options.cellHeight} noHeader={!panel.options.showHeader} initialSortBy={panel.options.sortBy} />
  ),
  stat: ({ panel, frames, width, height }) => {
    const fields = frames.flatMap((frame) => frame.fields.filter((field) => field.type === "number").map((field) => ({ frame, field })));
    const [calc] = panel.options.reduceOptions.calcs;
    return (
      <div style={{ display: "flex" }}>
        {fields.map(({ frame, field }, i) => {
          const value = { ...field.display(reduceField({ field, reducers: [calc] })[calc]) };
          if (fields.length > 1 || panel.options.textMode.includes("name")) {
            value.title = getFieldDisplayName(field, frame, frames);
          }
          return <BigValue key={i} theme={theme} value={value} width={width / fields.length} height={height} count={fields.length}
            colorMode={panel.options.colorMode} graphMode="none" justifyMode={panel.options.justifyMode} textMode={panel.options.textMode} />;
        })}
      </div>
    );
  },
};

function Panel({ panel, frames }) {
  const { x, y, w, h } = panel.gridPos;
  const place = { position: "absolute", left: margin + x * column, top: 56 + y * page.row };
  if (panel.type === "row") {
    return <div style={{ ...place, lineHeight: "30px", fontWeight: 500 }}>{panel.collapsed ? "›" : "⌄"}&ensp;{panel.title}</div>;
  }

  const View = views[panel.type];
  return (
    <div style={place}>
      <PanelChrome title={panel.title} description={panel.description} width={w * column - gap} height={h * page.row - gap}>
        {(width, height) => !View ? <p>{`The harness cannot draw a ${panel.type}.`}</p>
          : frames.some((frame) => frame.length > 0) ? <View panel={panel} frames={frames} width={width} height={height} />
          : <p style={{ color: theme.colors.text.secondary, textAlign: "center", paddingTop: height / 2 - 16 }}>{panel.fieldConfig.defaults.noValue}</p>}
      </PanelChrome>
    </div>
  );
}

const frames = await Promise.all(page.panels.map((panel) => prepare({ frames: [], ...panel }, theme)));
createRoot(document.getElementById("root")).render(
  <ThemeContext.Provider value={theme}>
    <GlobalStyles />
    <div style={{ position: "relative", height: page.height, background: theme.colors.background.canvas, color: theme.colors.text.primary }}>
      <h1 style={{ position: "absolute", left: margin, top: 14, fontSize: 20 }}>{page.title}</h1>
      {page.panels.map((panel, i) => <Panel key={panel.id} panel={panel} frames={frames[i]} />)}
    </div>
  </ThemeContext.Provider>,
);
