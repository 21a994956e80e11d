// Draws the points with WebGL2: they lie on the graphics card, a frame sends three numbers.
import { LOOKS, RING, SQUARE, radiusFor } from "./map-shapes.js";

const EMULATED = /swiftshader|llvmpipe|softpipe|software|basic render/i;
const VERTEX = `#version 300 es
in vec2 place;
in uint look;
uniform vec3 view; // Left, top, zoom.
uniform float radius;
uniform float ratio;
uniform vec3 colors[${LOOKS.length}];
uniform vec2 shapes[${LOOKS.length}]; // Shape, what is added to the radius.
flat out vec3 color;
flat out float shape;
flat out float reach;
flat out float extent;
void main() {
  vec2 seen = (place - view.xy) * view.z * 2.0 - 1.0;
  gl_Position = vec4(seen.x, -seen.y, 0.0, 1.0);
  shape = shapes[look].x;
  reach = (radius + shapes[look].y) * ratio;
  extent = ceil(2.0 * reach + 3.0);
  gl_PointSize = extent;
  color = colors[look];
}`;
const FRAGMENT = `#version 300 es
precision mediump float;
flat in vec3 color;
flat in float shape;
flat in float reach;
flat in float extent;
out vec4 pixel;
void main() {
  vec2 apart = abs(gl_PointCoord - 0.5) * extent;
  float away = shape == ${SQUARE}.0 ? max(apart.x, apart.y) : length(apart);
  float edge = shape == ${RING}.0 ? 0.6 - abs(away - reach) : reach - away;
  float covered = clamp(edge + 0.5, 0.0, 1.0);
  if (covered == 0.0) discard;
  pixel = vec4(color * covered, covered);
}`;

function compiled(gl) {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS)) return program;
  throw new Error(`The map cannot be drawn: ${gl.getProgramInfoLog(program)}`);
}

// Whether a graphics card does the work: emulated by the processor it takes a hundred times as
// long. Asked on a canvas of its own, because a canvas keeps its first kind of drawing.
function hasCard() {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  const named = gl?.getExtension("WEBGL_debug_renderer_info");
  const renderer = named ? gl.getParameter(named.UNMASKED_RENDERER_WEBGL) : "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return Boolean(gl) && !EMULATED.test(renderer);
}

// A drawing on this canvas, or null where no graphics card would do the work.
export function makeWebGL(canvas) {
  const gl = hasCard() ? canvas.getContext("webgl2", { antialias: false }) : null;
  if (!gl) return null;
  const program = compiled(gl);
  const uniform = (name) => gl.getUniformLocation(program, name);
  let count = 0;

  function send(name, values, size, kind) {
    const at = gl.getAttribLocation(program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(at);
    if (kind === gl.FLOAT) gl.vertexAttribPointer(at, size, kind, false, 0, 0);
    else gl.vertexAttribIPointer(at, size, kind, 0, 0);
  }

  gl.useProgram(program);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  gl.uniform2fv(uniform("shapes"), LOOKS.flatMap(({ shape, more }) => [shape, more]));
  const [viewAt, radiusAt, ratioAt] = ["view", "radius", "ratio"].map(uniform);
  return {
    load({ xs, ys }, { looks, order }) {
      count = order.length;
      const places = new Float32Array(2 * count);
      order.forEach((at, rank) => {
        places[2 * rank] = xs[at];
        places[2 * rank + 1] = ys[at];
      });
      send("place", places, 2, gl.FLOAT);
      send("look", Uint8Array.from(order, (at) => looks[at]), 1, gl.UNSIGNED_BYTE);
    },
    paint(colors) {
      gl.uniform3fv(uniform("colors"), colors.flat().map((part) => part / 255));
    },
    draw({ zoom, left, top }) {
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform3f(viewAt, left, top, zoom);
      gl.uniform1f(radiusAt, radiusFor(count, zoom));
      gl.uniform1f(ratioAt, devicePixelRatio);
      gl.drawArrays(gl.POINTS, 0, count);
    },
  };
}
