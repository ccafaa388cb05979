// How loud it is: lowest and highest sample of every fiftieth of a second, fetched once.

// Each level is this many times as coarse as the one before: a frame looks at few values.
const COARSER = 8;
// Quiet recordings are drawn larger, but not their noise alone.
const MOST_GAIN = 8;

class Wave {
  constructor(bytes) {
    const step = new DataView(bytes).getUint32(0, true) / 1e6;
    this.levels = [{ step, pairs: new Int8Array(bytes, 4) }];
    while (this.levels.at(-1).pairs.length > 2 * COARSER) {
      this.levels.push(coarser(this.levels.at(-1)));
    }
    let peak = 1;
    for (const value of this.levels.at(-1).pairs) peak = Math.max(peak, Math.abs(value));
    this.gain = Math.min(MOST_GAIN, 127 / peak);
  }

  get empty() {
    return !this.levels[0].pairs.length;
  }

  // The coarsest level that still has a value for each of `seconds`.
  level(seconds) {
    let found = this.levels[0];
    for (const level of this.levels) if (level.step <= seconds) found = level;
    return found;
  }
}

function coarser({ step, pairs }) {
  const count = Math.ceil(pairs.length / 2 / COARSER);
  const made = new Int8Array(2 * count);
  for (let n = 0; n < count; n += 1) {
    const end = Math.min(pairs.length, 2 * COARSER * (n + 1));
    let low = 127;
    let high = -128;
    for (let at = 2 * COARSER * n; at < end; at += 2) {
      if (pairs[at] < low) low = pairs[at];
      if (pairs[at + 1] > high) high = pairs[at + 1];
    }
    made[2 * n] = low;
    made[2 * n + 1] = high;
  }
  return { step: step * COARSER, pairs: made };
}

class WaveTrack {
  constructor(lanes, labels) {
    this.lanes = lanes;
    this.className = "wave";
    this.name = labels.sound;
    this.why = labels.sound_why;
  }

  paint({ context, view, top, height }) {
    const { wave } = this.lanes;
    const middle = top + height / 2;
    context.fillStyle = INK.line;
    context.fillRect(0, middle, view.width, 1);
    if (!wave || wave.empty) return;
    const { step, pairs } = wave.level(1 / view.scale);
    const tall = ((height / 2 - 3) / 127) * wave.gain;
    const count = pairs.length / 2;
    context.fillStyle = INK.sound;
    for (let x = 0; x < view.width; x += 1) {
      const from = Math.floor(view.at(x) / step);
      const to = Math.min(count, Math.max(from + 1, Math.ceil(view.at(x + 1) / step)));
      let low = 0;
      let high = 0;
      for (let n = from; n < to; n += 1) {
        if (pairs[2 * n] < low) low = pairs[2 * n];
        if (pairs[2 * n + 1] > high) high = pairs[2 * n + 1];
      }
      if (high > low) context.fillRect(x, middle - high * tall, 1, (high - low) * tall + 1);
    }
  }

  hit() {
    return null;
  }
}

// Fetched anew for another recording only; whoever asks again meanwhile is told once it is there.
class WaveSource {
  constructor(player) {
    this.player = player;
  }

  fetch(told) {
    if (this.source === this.player.source) return;
    this.source = this.player.source;
    this.wave = null;
    const { source } = this;
    const address = new URL(this.player.url, location.href);
    address.pathname += "/wave";
    fetch(address).then(async (answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      const wave = new Wave(await answer.arrayBuffer());
      if (source !== this.source) return;
      this.wave = wave;
      told();
    }).catch(() => {
      // A lane without a curve says enough: everything else can be done without it.
      if (source === this.source) this.source = null;
    });
  }
}
