#!/usr/bin/env python3
"""Draws grafana/overview.svg, the picture of the README, from the demo.

    python3 grafana/picture/draw.py

Starts the exporter with its demo and a Prometheus that scrapes it with the rules of this repository, asks that Prometheus
for what the dashboard "OpenAI spend" shows, draws it and ends both. It is a drawing, not a screenshot: the numbers and the
alerts are real, the lines are these. Needs the .NET SDK and prometheus, and of Python nothing but itself. With the address
of a Prometheus as its argument, it asks that one and writes the drawing to standard output.
"""

import contextlib
import datetime
import json
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "grafana" / "overview.svg"
PATIENCE = 300  # seconds
WIDTH, HEIGHT = 960, 548
LEFT, RIGHT, WIDE, NARROW = 16, 632, 606, 312
COLOURS = ["#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#d4a72c"]
SEVERITIES = {"critical": "over", "info": "good", "warning": "near"}
IS_COMPLETE = (
    'openai_cost_daily_usd and on () openai_project_info and on () openai_budget_usd{source="openai"}'
    " and on () organization_budget:openai_budget_spent_usd:max")
BUDGET = ("budget", "period", "source", "project_id")

STYLE = """
  .page { fill: #f4f5f5 } .card { fill: #ffffff; stroke: #d8dade } .grid { stroke: #e4e5e8 } .bar { fill: #e4e5e8 }
  text { fill: #24292e; font: 12px Inter, "Segoe UI", Roboto, Helvetica, Arial, sans-serif }
  .quiet { fill: #626a73; font-size: 11px } .big { font-size: 21px; font-weight: 600 } .title { font-size: 16px; font-weight: 600 }
  .head { font-weight: 600 } .end { text-anchor: end } .middle { text-anchor: middle }
  .good { fill: #2f8f46 } .near { fill: #b7790a } .over { fill: #d0333f } .rest { fill: #a8adb5 } .limit { stroke: #24292e }
  @media (prefers-color-scheme: dark) {
    .page { fill: #111217 } .card { fill: #181b1f; stroke: #2c3036 } .grid { stroke: #2c3036 } .bar { fill: #2c3036 }
    text { fill: #d8d9da } .quiet { fill: #9fa3ab } .rest { fill: #6b7079 } .limit { stroke: #d8d9da }
    .good { fill: #6cc070 } .near { fill: #e5ac38 } .over { fill: #ff6b72 }
  }
"""


class Prometheus:
    """A Prometheus that scrapes the demo."""

    def __init__(self, url):
        self.url = url

    def get(self, path, **parameters):
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}") as answer:
            return json.load(answer)["data"]

    def ask(self, expression):
        """Labels and value of each series, now."""
        return [(series["metric"], float(series["value"][1])) for series in self.get("query", query=expression)["result"]]

    def wait(self):
        """Until costs, names, limits and the rules about them are there; alerts on budgets fire at once."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if self.ask(IS_COMPLETE):
                    return
            except OSError:
                pass
            time.sleep(1)
        raise SystemExit("The demo did not show its costs, names and budgets.")


@contextlib.contextmanager
def demo():
    """The exporter and a Prometheus, as long as the block lasts."""
    # The program itself is started, not "dotnet run", which would leave it behind.
    project = ROOT / "src" / "OpenAiSpend.Exporter"
    subprocess.run(["dotnet", "build", project, "-c", "Release", "-v", "quiet", "--nologo"], check=True, stdout=subprocess.DEVNULL)
    program = project / "bin" / "Release" / "net10.0" / "OpenAiSpend.Exporter.dll"
    exporter, address = free_address(), free_address()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as running:
        config = Path(folder, "prometheus.yml")
        config.write_text(json.dumps({
            "global": {"scrape_interval": "5s", "evaluation_interval": "5s"},
            "rule_files": [str(ROOT / "prometheus" / "rules" / "*.yml")],
            "scrape_configs": [{"job_name": "openai-spend-exporter", "static_configs": [{"targets": [exporter]}]}],
        }))
        for command in (
            ["dotnet", program, "--demo", "--web.listen-address", exporter, "--log.level", "warn"],
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/data", f"--web.listen-address={address}", "--log.level=warn"],
        ):
            process = running.enter_context(subprocess.Popen(command))
            running.callback(process.terminate)
        yield Prometheus(f"http://{address}")


def free_address():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def add_up(series, *labels):
    """The sum for each value of one label, or for each combination of several."""
    sums = defaultdict(float)
    for own, value in series:
        key = tuple(own.get(label, "") for label in labels)
        sums[key if len(key) > 1 else key[0]] += value
    return sums


def dollars(value, digits=0):
    return f"${value:,.{digits}f}"


def short(text, most):
    return text if len(text) <= most else text[: most - 1].rstrip(", ") + "…"


def kind_of(used):
    """The colour of a used-up share, with the thresholds of the dashboards."""
    return "over" if used >= 1 else "near" if used >= 0.8 else "good"


class Svg:
    """Elements, one a line."""

    def __init__(self):
        self.lines = []

    def rect(self, x, y, width, height, kind="", **more):
        extra = "".join(f' {name}="{value}"' for name, value in more.items())
        self.lines.append(f'<rect x="{x:g}" y="{y:g}" width="{width:.4g}" height="{height:g}" class="{kind}"{extra}/>')

    def text(self, x, y, text, kind=""):
        self.lines.append(f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(text, quote=False)}</text>')

    def path(self, d, kind="", **more):
        extra = "".join(f' {name}="{value}"' for name, value in more.items())
        self.lines.append(f'<path d="{d}" class="{kind}"{extra}/>')

    def card(self, x, y, width, height, title):
        self.rect(x + 0.5, y + 0.5, width - 1, height - 1, "card", rx=4)
        self.text(x + 12, y + 20, title, "head")


def draw_tiles(svg, prometheus, daily, days):
    by_day = add_up(daily, "date")
    limits, forecasts = (add_up(prometheus.ask(f'{name}{{period="month"}}'), *BUDGET) for name in ("openai_budget_usd", "openai_budget_forecast_usd"))
    fullest = max(limits, key=lambda key: forecasts[key] / limits[key])
    used = forecasts[fullest] / limits[fullest]
    change = sum(by_day[day] for day in days[-11:-4]) / sum(by_day[day] for day in days[-18:-11]) - 1
    tiles = [
        ("Today so far", dollars(sum(value for _, value in prometheus.ask("openai_cost_usd")), 2), "", ""),
        ("Yesterday", dollars(by_day[days[-2]], 2), "", ""),
        ("Month to date", dollars(sum(value for _, value in prometheus.ask("openai_cost_month_to_date_usd"))), "", ""),
        ("Forecast for the month", dollars(sum(value for _, value in prometheus.ask("openai_cost_forecast_month_usd"))), "", ""),
        ("Forecast, of budget", f"{used:.0%}", fullest[0], kind_of(used)),
        ("Week over week", f"{change:+.0%}".replace("-", "−"), "", "near" if change >= 0.25 else ""),
    ]
    for i, (title, value, name, kind) in enumerate(tiles):
        x, width = LEFT + 156 * i, 148
        svg.rect(x + 0.5, 46.5, width - 1, 63, "card", rx=4)
        svg.text(x + 12, 66, title, "quiet")
        svg.text(x + 12, 95, value, f"big {kind}")
        svg.text(x + width - 12, 95, name, "quiet end")


def draw_days(svg, daily, days):
    left, top, width, height = LEFT + 58, 156, WIDE - 76, 194
    svg.card(LEFT, 120, WIDE, 292, "Daily spend by project")
    by_project = add_up(daily, "project")
    named = sorted((name for name in by_project if name), key=lambda name: -by_project[name])[: len(COLOURS)]
    stacks = {name: add_up([series for series in daily if series[0].get("project", "") == name], "date") for name in named}
    stacks["everything else"] = add_up([series for series in daily if series[0].get("project", "") not in named], "date")
    highest = max(add_up(daily, "date").values())
    step = next(step for step in (50, 100, 200, 250, 500, 1000, 2500, 5000, 10000) if highest <= 5 * step)
    lines = int(-(-highest // step))
    for i in range(lines + 1):
        y = top + height - height * i / lines
        svg.path(f"M{left} {y:.1f}h{width}", "grid")
        svg.text(left - 8, y + 4, dollars(i * step), "quiet end")
    slot = width / len(days)
    base = dict.fromkeys(days, float(top + height))
    for i, (name, by_day) in enumerate(stacks.items()):
        colour = {"fill": COLOURS[i]} if i < len(COLOURS) else {"kind": "rest"}
        path = ""
        for j, day in enumerate(days):
            size = height * by_day[day] / (lines * step)
            if size >= 0.05:
                path += f"M{left + j * slot + 2:.1f} {base[day]:.1f}v-{size:.1f}h{slot - 4:.1f}v{size:.1f}z"
            base[day] -= size
        svg.path(path, **colour)
        x, y = LEFT + 58 + i % 3 * 185, 387 + i // 3 * 16
        svg.rect(x, y - 9, 9, 9, rx=2, **colour)
        svg.text(x + 14, y, short(name, 26), "quiet")
    for i in range(len(days) - 1, -1, -7):
        day = datetime.date.fromisoformat(days[i])
        svg.text(left + (i + 0.5) * slot, top + height + 16, f"{day:%b} {day.day}", "quiet middle")


def draw_budgets(svg, prometheus, names):
    limits, spent, forecast = (
        add_up(prometheus.ask(f'{name}{{period="month"}}'), *BUDGET) for name in ("openai_budget_usd", "openai_budget_spent_usd", "openai_budget_forecast_usd"))
    svg.card(LEFT, 420, WIDE, 104, "Monthly budgets: spent, and forecast")
    for i, key in enumerate(sorted(limits, key=lambda key: -forecast[key] / limits[key])[:4]):
        name, _, source, project = key
        y, x, full = 458 + 17 * i, LEFT + 150, 120
        used, end = spent[key] / limits[key], forecast[key] / limits[key]
        svg.text(LEFT + 12, y, short(f"OpenAI limit {names.get(project, '')}" if source == "openai" else name, 20))
        svg.rect(x, y - 9, 1.5 * full, 10, "bar", rx=2)
        svg.rect(x, y - 9, full * min(end, 1.5), 10, kind_of(end), rx=2, opacity=0.4)
        svg.rect(x, y - 9, full * min(used, 1.5), 10, kind_of(end), rx=2)
        svg.path(f"M{x + full} {y - 11}v14", "limit")
        svg.text(LEFT + WIDE - 12, y, f"{dollars(spent[key])} of {dollars(limits[key])}, forecast {end:.0%}", "quiet end")


def draw_alerts(svg, prometheus):
    alerts = [alert for alert in prometheus.get("alerts")["alerts"] if alert["state"] == "firing"]
    svg.card(RIGHT, 120, NARROW, 108, "Firing alerts" if len(alerts) < 2 else f"Firing alerts: the first of {len(alerts)}")
    if not alerts:
        svg.text(RIGHT + 12, 163, "No alert fires.", "quiet")
        return
    first = min(alerts, key=lambda alert: alert["labels"]["severity"])
    name, severity = first["labels"]["alertname"], first["labels"]["severity"]
    svg.rect(RIGHT + 12, 153, 9, 11, SEVERITIES[severity], rx=2)
    svg.text(RIGHT + 28, 163, name, "head")
    svg.text(RIGHT + NARROW - 12, 163, severity, f"end {SEVERITIES[severity]}")
    for i, line in enumerate(textwrap.wrap(first["annotations"]["description"], 50)[:3]):
        svg.text(RIGHT + 12, 183 + 16 * i, line, "quiet")


def draw_shares(svg, y, title, series, label, nothing):
    svg.card(RIGHT, y, NARROW, 140, title)
    sums = add_up(series, label)
    total = sum(sums.values())
    for i, (name, value) in enumerate(sorted(sums.items(), key=lambda pair: -pair[1])[:5]):
        line = y + 44 + 21 * i
        svg.text(RIGHT + 12, line, short(name or nothing, 31))
        svg.text(RIGHT + NARROW - 64, line, f"{value / total:.0%}", "quiet end")
        svg.text(RIGHT + NARROW - 12, line, dollars(value), "end")


def draw(prometheus):
    daily = prometheus.ask("openai_cost_daily_usd")
    days = sorted({labels["date"] for labels, _ in daily})
    last_30_days = [series for series in daily if series[0]["date"] in days[-30:]]
    svg = Svg()
    svg.rect(0, 0, WIDTH, HEIGHT, "page", rx=6)
    svg.text(LEFT, 30, "OpenAI spend", "title")
    svg.text(WIDTH - 16, 30, "organization demo · all projects · all models · UTC days", "quiet end")
    draw_tiles(svg, prometheus, daily, days)
    draw_days(svg, daily, days)
    draw_budgets(svg, prometheus, {labels["project_id"]: labels["project"] for labels, _ in prometheus.ask("openai_project_info")})
    draw_alerts(svg, prometheus)
    draw_shares(svg, 236, "Top models, 30 days", last_30_days, "model", "(no model)")
    draw_shares(svg, 384, "Top line items, 30 days", last_30_days, "line_item", "(no line item)")
    svg.text(LEFT, HEIGHT - 9, "Drawn from demo data by grafana/picture/draw.py; not a screenshot of Grafana.", "quiet")
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">',
        "<title>The dashboard OpenAI spend, drawn from demo data</title>",
        f"<style>{STYLE}</style>",
        *(line.replace(' class=""', "") for line in svg.lines),
        "</svg>\n",
    ])


def main(given=None):
    with contextlib.nullcontext(Prometheus(given)) if given else demo() as prometheus:
        prometheus.wait()
        picture = draw(prometheus)
    if given:
        sys.stdout.buffer.write(picture.encode())
    else:
        PICTURE.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
