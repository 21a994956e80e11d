// Draws the points pixel by pixel, where no graphics card does it: each shape is made once and
// then pressed, 100,000 of them in a few milliseconds. WebGL emulated by the processor takes a
// tenth of a second for the same (docs/models/map.md).
import { LOOKS, coverage, radiusFor } from "./map-shapes.js";

const SOLID = 250;

// One shape as pixels: offsets into an image of this width, and their colors.
function stampOf({ shape, more }, [red, green, blue], radius, ratio, width) {
  const reach = (radius + more) * ratio;
  const half = Math.ceil(reach + 1);
  const pixels = [];
  for (let y = -half; y <= half; y += 1) {
    for (let x = -half; x <= half; x += 1) {
      const alpha = Math.round(255 * coverage(shape, reach, x, y));
      if (alpha) pixels.push([y * width + x, alpha, new Uint8Array([red, green, blue, alpha])]);
    }
  }
  return {
    offsets: Int32Array.from(pixels, ([offset]) => offset),
    colors: Uint32Array.from(pixels, ([, , bytes]) => new Uint32Array(bytes.buffer)[0]),
    isSolid: Uint8Array.from(pixels, ([, alpha]) => Number(alpha >= SOLID)),
    half,
  };
}

// Where shapes overlap, the more solid pixel stays: cheaper than mixing, and edges stay clean.
function press(image, { offsets, colors, isSolid }, middle) {
  for (let at = 0; at < offsets.length; at += 1) {
    const pixel = middle + offsets[at];
    if (isSolid[at] || colors[at] >>> 24 >= image[pixel] >>> 24) image[pixel] = colors[at];
  }
}

export function makePixels(canvas) {
  const pen = canvas.getContext("2d");
  let [points, dressed, palette, image] = [null, null, null, null];

  // An image with a rim as wide as a shape: what is cut by the edge needs no second thought.
  function cleared(width, height) {
    if (image?.width !== width || image.height !== height) {
      image = new ImageData(width, height);
    }
    const pixels = new Uint32Array(image.data.buffer);
    pixels.fill(0);
    return pixels;
  }

  return {
    load(newPoints, newDress) {
      [points, dressed] = [newPoints, newDress];
    },
    paint(colors) {
      palette = colors;
    },
    draw({ zoom, left, top }) {
      const { width, height } = canvas;
      if (!width || !height || !points) return;
      const ratio = devicePixelRatio;
      const radius = radiusFor(points.count, zoom);
      const rim = Math.ceil((radius + 1) * ratio) + 2;
      const wide = width + 2 * rim;
      const pixels = cleared(wide, height + 2 * rim);
      const stamps = LOOKS.map((look, at) => stampOf(look, palette[at], radius, ratio, wide));
      const { xs, ys } = points;
      for (const at of dressed.order) {
        const x = Math.floor((xs[at] - left) * zoom * width) + rim;
        const y = Math.floor((ys[at] - top) * zoom * height) + rim;
        const stamp = stamps[dressed.looks[at]];
        const { half } = stamp;
        const isSeen = x >= half && y >= half && x < wide - half && y < image.height - half;
        if (isSeen) press(pixels, stamp, y * wide + x);
      }
      pen.putImageData(image, -rim, -rim);
    },
  };
}
