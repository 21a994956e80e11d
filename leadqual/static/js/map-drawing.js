// Draws the map: shapes say the verdict, colours say it again. Each shape is drawn once as a stamp,
// because thousands of stamps are quicker than thousands of outlines.
const MANY = 5000;
const ORDER = [".", "-", "+"]; // What was judged lies above what was not.
const LEGEND = { "+": "like", "-": "dislike", ".": "open", lasso: "lasso" };

function colourOf(kind) {
  const sample = document.querySelector(`[data-legend="${LEGEND[kind]}"]`);
  const style = getComputedStyle(sample);
  return style.fill === "none" || kind === "lasso" ? style.stroke : style.fill;
}

function stampOf(kind, radius, ratio) {
  const stamp = document.createElement("canvas");
  const middle = radius + 2;
  stamp.width = stamp.height = Math.ceil(2 * middle * ratio);
  const pen = stamp.getContext("2d");
  pen.scale(ratio, ratio);
  pen.fillStyle = pen.strokeStyle = colourOf(kind);
  pen.lineWidth = 1.1;
  pen.beginPath();
  if (kind === "-") pen.rect(middle - radius, middle - radius, 2 * radius, 2 * radius);
  else pen.arc(middle, middle, kind === "+" ? radius + 1 : radius, 0, 2 * Math.PI);
  if (kind === ".") pen.stroke();
  else pen.fill();
  return { stamp, middle };
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
  const radius = radiusFor(xs.length, zoom);
  const [across, down] = [zoom * size.width * ratio, zoom * size.height * ratio];
  for (const kind of ORDER) {
    const { stamp, middle } = stampOf(kind, radius, ratio);
    for (let at = 0; at < xs.length; at += 1) {
      if (verdicts[at] !== kind) continue;
      const x = (xs[at] - left) * across - middle * ratio;
      const y = (ys[at] - top) * down - middle * ratio;
      const isSeen = x > -stamp.width && y > -stamp.height && x < canvas.width && y < canvas.height;
      if (isSeen) pen.drawImage(stamp, Math.round(x), Math.round(y));
    }
  }
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
