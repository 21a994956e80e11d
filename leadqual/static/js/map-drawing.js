// Draws the map: shapes say the verdict, colours say it again. Each shape is drawn once and then
// pressed as pixels: twenty thousand of them take milliseconds, also without a graphics card.
const MANY = 5000;
const ORDER = [".", "-", "+"]; // What was judged lies above what was not.
const LEGEND = { "+": "like", "-": "dislike", ".": "open", lasso: "lasso" };

function colourOf(kind) {
  const sample = document.querySelector(`[data-legend="${LEGEND[kind]}"]`);
  const style = getComputedStyle(sample);
  return style.fill === "none" || kind === "lasso" ? style.stroke : style.fill;
}

// One shape as pixels: its width, its middle, and [offset across, offset down, colour] of each.
function stampOf(kind, radius, ratio) {
  const middle = (radius + 2) * ratio;
  const width = Math.ceil(2 * middle);
  const pen = new OffscreenCanvas(width, width).getContext("2d", { willReadFrequently: true });
  pen.fillStyle = pen.strokeStyle = colourOf(kind);
  pen.lineWidth = 1.1 * ratio;
  pen.beginPath();
  const reach = (kind === "+" ? radius + 1 : radius) * ratio;
  if (kind === "-") pen.rect(middle - reach, middle - reach, 2 * reach, 2 * reach);
  else pen.arc(middle, middle, reach, 0, 2 * Math.PI);
  if (kind === ".") pen.stroke();
  else pen.fill();
  const colours = new Uint32Array(pen.getImageData(0, 0, width, width).data.buffer);
  const pixels = [];
  colours.forEach((colour, at) => {
    if (colour) pixels.push([at % width, Math.floor(at / width), colour]);
  });
  return { middle, width, pixels };
}

// Where shapes overlap, the more solid pixel stays: cheaper than mixing, and edges stay clean.
function press(canvas, stamp, x, y) {
  const { colours, width, height } = canvas;
  const isWhole = x >= 0 && y >= 0 && x + stamp.width <= width && y + stamp.width <= height;
  for (const [across, down, colour] of stamp.pixels) {
    if (!isWhole && (x + across < 0 || x + across >= width || y + down < 0 || y + down >= height)) {
      continue;
    }
    const at = (y + down) * width + x + across;
    if (colour >>> 24 >= colours[at] >>> 24) colours[at] = colour;
  }
}

function fit(canvas, { width, height }, ratio) {
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, across, down);
  return pen;
}

function radiusFor(count, zoom) {
  const usual = count > MANY ? 2 : 3.2;
  return Math.min(usual * Math.sqrt(Math.sqrt(zoom)), 6);
}

export function drawPoints(canvas, { xs, ys, verdicts }, { zoom, left, top }, size) {
  const ratio = devicePixelRatio;
  const pen = fit(canvas, size, ratio);
  const { width, height } = canvas;
  if (!width || !height) return;
  const image = pen.createImageData(width, height);
  const ground = { colours: new Uint32Array(image.data.buffer), width, height };
  const radius = radiusFor(xs.length, zoom);
  for (const kind of ORDER) {
    const stamp = stampOf(kind, radius, ratio);
    for (let at = 0; at < xs.length; at += 1) {
      if (verdicts[at] !== kind) continue;
      const x = Math.round((xs[at] - left) * zoom * width - stamp.middle);
      const y = Math.round((ys[at] - top) * zoom * height - stamp.middle);
      const isSeen = x > -stamp.width && y > -stamp.width && x < width && y < height;
      if (isSeen) press(ground, stamp, x, y);
    }
  }
  pen.putImageData(image, 0, 0);
}

export function drawLasso(canvas, base, lasso, { zoom, left, top }, size) {
  const ratio = devicePixelRatio;
  const pen = fit(canvas, size, ratio);
  if (base.width && base.height) pen.drawImage(base, 0, 0);
  if (lasso.length < 2) return;
  pen.scale(ratio, ratio);
  pen.beginPath();
  for (const { x, y } of lasso) {
    pen.lineTo((x - left) * zoom * size.width, (y - top) * zoom * size.height);
  }
  pen.closePath();
  pen.strokeStyle = pen.fillStyle = colourOf("lasso");
  pen.lineWidth = 1.5;
  pen.setLineDash([5, 4]);
  pen.stroke();
  pen.setLineDash([]);
  pen.globalAlpha = 0.08;
  pen.fill();
  pen.globalAlpha = 1;
}
