// Draws the charts of a page with uPlot, which is loaded with the first of them. Numbers and words come from the server; the table
// below each chart has them too, and its links are what a click on a bar follows.
const HEIGHT = 240;
const DRAWN = new WeakMap();
const COLORS = ["--accent", "--like-fill", "--dislike-fill", "--edge", "--text"];
const DASHED = 4;
let loading = null;

function load(figure) {
  loading ??= new Promise((resolve, reject) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = figure.dataset.stylesheet;
    const script = document.createElement("script");
    script.src = figure.dataset.script;
    script.addEventListener("load", () => resolve(window.uPlot));
    script.addEventListener("error", reject);
    document.head.append(style, script);
  });
  return loading;
}

// A canvas knows no variables: an element says which color they stand for now.
const probe = document.createElement("i");

function computed(words) {
  if (!probe.isConnected) {
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.color = words;
  return getComputedStyle(probe).color;
}

const value = (name) => computed(`var(${name})`);
const name = (number) => COLORS[number - 1] ?? COLORS[0];
const color = (number) => value(name(number));
const faint = (number) => computed(`color-mix(in srgb, var(${name(number)}) 13%, transparent)`);

function axis(marks, more) {
  return {
    stroke: value("--muted"),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    splits: () => marks.map(([place]) => place),
    values: () => marks.map(([, words]) => words),
    ...more,
  };
}

// A band is an area between two lines that are not drawn themselves.
function withBands(lines) {
  const series = [];
  const data = [];
  const bands = [];
  for (const line of lines) {
    const place = series.length + 1;
    series.push({
      label: line.name,
      stroke: color(line.color),
      width: 2,
      dash: line.color === DASHED ? [4, 4] : undefined,
      points: { show: line.values.length < 2 ? true : undefined },
      value: (_, __, ___, at) => (at === null ? "" : line.words[at]),
    });
    data.push(line.values);
    if (!line.band.length) continue;
    for (const end of [1, 0]) {
      series.push({ label: "", stroke: "transparent", width: 0, points: { show: false }, class: "end" });
      data.push(line.band.map((ends) => (ends === null ? null : ends[end])));
    }
    bands.push({ series: [place + 1, place + 2], fill: faint(line.color) });
  }
  return { series, data, bands };
}

function upright(here) {
  return (plot) => {
    if (here === null) return;
    const { ctx, bbox } = plot;
    const x = Math.round(plot.valToPos(here, "x", true));
    ctx.save();
    ctx.setLineDash([]);
    ctx.strokeStyle = value("--text");
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  };
}

function options(uPlot, drawing, width) {
  const isBars = drawing.kind === "bars";
  const { series, data, bands } = withBands(drawing.lines);
  if (isBars) {
    const fills = drawing.names.map((_, at) => (drawing.selected.includes(at) ? value("--text") : color(1)));
    const show = { unit: 3, values: () => fills };
    Object.assign(series[0], {
      paths: uPlot.paths.bars({ size: [0.7, 60], disp: { fill: show, stroke: show } }),
      points: { show: false },
    });
  }
  const names = drawing.names;
  const room = isBars ? 0.5 : 0;
  const last = Math.max(names.length - 1, 0);
  const widest = Math.max(...drawing.heights.map(([, words]) => words.length));
  // Names that would cover each other stand slanted.
  const longest = Math.max(...drawing.points.map(([, words]) => words.length));
  const isTight = isBars && longest * 7 * names.length > width - 60;
  return {
    opts: {
      width,
      height: HEIGHT + (isTight ? 60 : 0),
      scales: {
        x: { time: false, range: () => [-room, last + room || 0.5] },
        y: { range: () => [0, drawing.top] },
      },
      padding: [null, isTight ? 48 : null, null, null], // The last slanted name ends beside the plot.
      series: [{ label: drawing.pointsName, value: (_, at) => (at === null ? "" : (names[at] ?? "")) }, ...series],
      bands,
      axes: [
        axis(drawing.points, {
          grid: { show: false },
          rotate: isTight ? -40 : 0,
          size: isTight ? 100 : 40,
          ticks: { stroke: value("--line") },
        }),
        axis(drawing.heights, { grid: { stroke: value("--line") }, size: 24 + widest * 7, ticks: { show: false } }),
      ],
      legend: { markers: { width: 2 } },
      cursor: { y: false, drag: { x: false, y: false } },
      hooks: { draw: [upright(drawing.here)] },
    },
    data: [names.map((_, at) => at), ...data],
  };
}

function follow(figure, plot) {
  const links = [...figure.querySelectorAll(":scope > details tbody tr")].map((row) => row.querySelector("a"));
  if (!links.some(Boolean)) return;
  plot.over.classList.add("leads");
  plot.over.addEventListener("click", ({ clientX }) => {
    links[plot.posToIdx(clientX - plot.over.getBoundingClientRect().left)]?.click();
  });
}

async function draw(figure) {
  const uPlot = await load(figure);
  const plot = figure.querySelector(".plot");
  if (!plot?.isConnected) return;
  const drawing = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const { opts, data } = options(uPlot, drawing, Math.max(plot.clientWidth, 240));
  DRAWN.get(figure)?.destroy();
  const made = new uPlot(opts, data, plot);
  DRAWN.set(figure, made);
  for (const row of plot.querySelectorAll(".u-series.end")) row.remove();
  follow(figure, made);
}

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const figure = target.closest("[data-chart]");
    const width = DRAWN.get(figure)?.width;
    if (width !== Math.max(target.clientWidth, 240) && target.clientWidth) draw(figure);
  }
});

function find(root) {
  const figures = [...root.querySelectorAll("[data-chart]")];
  if (root.matches?.("[data-chart]")) figures.push(root);
  for (const figure of figures) resized.observe(figure.querySelector(".plot"));
}

// What is unfolded stays so when htmx puts other numbers in its place.
const unfolded = new Set();
document.addEventListener("htmx:beforeSwap", () => {
  unfolded.clear();
  for (const { id } of document.querySelectorAll("details[data-kept][open]")) unfolded.add(id);
});
document.addEventListener("htmx:afterSwap", () => {
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
});

function redraw() {
  for (const figure of document.querySelectorAll("[data-chart]")) if (DRAWN.has(figure)) draw(figure);
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
new MutationObserver(redraw).observe(document.documentElement, {
  attributes: true,
  attributeFilter: ["data-theme"],
});
document.addEventListener("htmx:load", ({ detail }) => find(detail.elt));
find(document);
