// How loud it is, ten times a second, and what the last seconds were like.

const FRAME_MS = 50;
const KEPT_FRAMES = 300;
const CLIPS_AT = 0.985;
const SILENCE_DB = -120;

class Meter {
  constructor(media, shown) {
    this.frames = [];
    this.context = new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 4096;
    this.source = this.context.createMediaStreamSource(new MediaStream(media.getAudioTracks()));
    this.source.connect(this.analyser);
    this.samples = new Float32Array(2048);
    this.timer = setInterval(() => shown(this.look()), FRAME_MS);
  }

  look() {
    this.analyser.getFloatTimeDomainData(this.samples);
    let sum = 0, clipped = 0;
    for (const one of this.samples) {
      sum += one * one;
      clipped += Math.abs(one) >= CLIPS_AT;
    }
    const db = Math.max(SILENCE_DB, 10 * Math.log10(sum / this.samples.length));
    this.frames.push({ db, clipped: clipped / this.samples.length });
    if (this.frames.length > KEPT_FRAMES) this.frames.shift();
    return db;
  }

  // Null in the first seconds.
  levels() {
    const { frames } = this;
    if (frames.length < 60) return null;
    const sorted = frames.map((one) => one.db).sort((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    const clipped = frames.reduce((sum, one) => sum + one.clipped, 0) / frames.length;
    return { level_db: at(0.9), noise_db: at(0.1), clipped };
  }

  close() {
    clearInterval(this.timer);
    this.source.disconnect();
    this.context.close().catch(() => {});
  }
}
