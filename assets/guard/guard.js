/* Runs beside the page, in a thread of its own: when the page no longer says that it lives, this draws over its picture
 * that it stands still. Whoever looks at a frozen wall could not tell otherwise. */
const LOOK_MS = 250;
/** Less than twice the shortest cadence of a panel. */
const PATIENCE_MS = 3000;
let canvas = null;
let look = {};
let heard = performance.now();
let covered = false;

const hatch = (pen, { width, height }) => {
  pen.fillStyle = look.shade;
  pen.fillRect(0, 0, width, height);
  pen.strokeStyle = look.line;
  pen.lineWidth = height / 400;
  for (let x = -height; x < width; x += height / 40) {
    pen.beginPath();
    pen.moveTo(x, height);
    pen.lineTo(x + height, 0);
    pen.stroke();
  }
};

const plate = (pen, { width, height }) => {
  pen.font = `600 ${height / 22}px ${look.fonts}`;
  const half = pen.measureText(look.words).width / 2 + height / 40;
  pen.fillStyle = look.line;
  pen.fillRect(width / 2 - half, height * 0.45, 2 * half, height * 0.1);
  pen.fillStyle = look.ground;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(look.words, width / 2, height / 2);
};

const cover = () => {
  covered = true;
  [canvas.width, canvas.height] = look.size;
  const pen = canvas.getContext("2d");
  hatch(pen, canvas);
  plate(pen, canvas);
  postMessage({ covered: true, after: performance.now() - heard });
};

/** One transparent pixel costs nothing to keep in front. */
const uncover = () => {
  covered = false;
  postMessage({ covered: false });
  [canvas.width, canvas.height] = [1, 1];
};

onmessage = ({ data }) => {
  heard = performance.now();
  canvas = data.canvas || canvas;
  look = data.look || look;
  if (covered) uncover();
};

setInterval(() => {
  if (canvas && !covered && look.shown && performance.now() - heard > PATIENCE_MS) cover();
}, LOOK_MS);
