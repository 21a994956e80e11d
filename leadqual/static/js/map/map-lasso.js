// What lies above the points: the lasso, and a circle around the company whose card is open.
function colorOf(kind) {
  return getComputedStyle(document.querySelector(`[data-legend="${kind}"]`)).stroke;
}

function trace(pen, lasso, toScreen) {
  pen.beginPath();
  for (const point of lasso) pen.lineTo(...toScreen(point));
  pen.closePath();
  pen.setLineDash([5, 4]);
  pen.stroke();
  pen.setLineDash([]);
  pen.globalAlpha = 0.08;
  pen.fill();
  pen.globalAlpha = 1;
}

export function drawAbove(canvas, { lasso, chosen }, { zoom, left, top }, { width, height }) {
  const pen = canvas.getContext("2d");
  pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.strokeStyle = pen.fillStyle = colorOf("lasso");
  pen.lineWidth = 1.5;
  const toScreen = ({ x, y }) => [(x - left) * zoom * width, (y - top) * zoom * height];
  if (lasso.length > 1) trace(pen, lasso, toScreen);
  if (!chosen) return;
  pen.beginPath();
  pen.arc(...toScreen(chosen), 9, 0, 2 * Math.PI);
  pen.stroke();
}
