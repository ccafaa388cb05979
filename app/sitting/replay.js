// The recording: it plays to the moment that is asked about and stops there, on every screen.

// Nearer than this two screens show the same.
const TOGETHER_S = 0.7;
const AT_END_S = 0.3;

class Replay {
  constructor(sitting) {
    this.sitting = sitting;
    this.video = sitting.find("video");
    this.turn = -1;
    this.until = null;
    for (const name of ["timeupdate", "play", "pause", "seeked", "loadedmetadata", "ended"]) {
      this.video.addEventListener(name, () => this.follow());
    }
    this.video.addEventListener("error", () => sitting.note(sitting.data.labels.no_play, "said"));
  }

  // Draws the recording that the question is about; nothing starts by itself.
  show(media, span) {
    const recording = span?.recording ?? this.recording ?? Object.keys(media)[0];
    const found = media[recording];
    this.span = span;
    this.there = Boolean(found);
    if (!found) return;
    const address = found.url.split("?")[0];
    this.duration = found.duration;
    this.sitting.root.classList.toggle("heard-only", !found.video);
    if (this.address === address) return;
    Object.assign(this, { address, recording });
    this.video.src = found.url;
    this.ready = new Promise((done) => {
      this.video.addEventListener("loadedmetadata", done, { once: true });
    });
    if (span) this.seek(span.from);
  }

  get now() {
    return this.video.currentTime;
  }

  get isPlaying() {
    return !this.video.paused;
  }

  get isAtEnd() {
    return Boolean(this.span) && Math.abs(this.now - this.span.end) < AT_END_S;
  }

  async seek(at) {
    await this.ready;
    this.video.currentTime = Math.max(0, Math.min(at, this.video.duration || at));
  }

  // What somebody does here; the other screens are told.
  again() {
    this.play(this.span?.start ?? 0);
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else if (this.isAtEnd) this.again();
    else this.play(this.now);
  }

  runOn() {
    this.play(this.now);
  }

  async play(at) {
    await this.started(at);
    this.tell("play", at);
  }

  pause() {
    this.video.pause();
    this.tell("pause", this.now);
  }

  tell(what, at) {
    if (this.there) this.sitting.wire.act({ do: what, at_s: at });
  }

  // Where another screen's hand has put it.
  async heed(pointer, forS) {
    if (pointer.turn === this.turn) return;
    const first = this.turn < 0;
    this.turn = pointer.turn;
    if (this.sitting.wire.acting || !this.there) return;
    const there = pointer.at_s + (pointer.playing ? forS : 0);
    if (!pointer.playing) {
      this.video.pause();
      if (!first && pointer.at_s && Math.abs(this.now - there) > TOGETHER_S) await this.seek(there);
    } else if (!this.isPlaying || Math.abs(this.now - there) > TOGETHER_S) {
      if (!this.isOver(there, pointer)) await this.started(there, pointer.at_s);
    }
  }

  isOver(there, pointer) {
    const stops = this.span && pointer.at_s < this.span.end - AT_END_S;
    return stops ? there > this.span.end : there > this.duration;
  }

  // Once begun before the end of the moment it stops there; begun behind that it runs on.
  async started(at, from = at) {
    this.until = this.span && from < this.span.end - AT_END_S ? this.span.end : null;
    if (Math.abs(this.now - at) > 0.05) await this.seek(at);
    try {
      await this.video.play();
    } catch {
      // A browser lets nothing sound before the page was touched: the button on the picture does.
    }
    this.follow();
  }

  stop() {
    this.video.pause();
  }

  follow() {
    if (this.until !== null && this.now >= this.until && this.isPlaying) {
      this.video.pause();
      this.video.currentTime = this.until;
      this.until = null;
    }
    this.sitting.view.moved();
  }
}
