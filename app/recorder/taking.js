// One recording, from its first byte to its last: what the browser gives goes on the shelf, and
// from there to the server.

// `more` is kept with it: what has to be said when it is announced.
function newStream(session, role, label, more = {}) {
  return {
    id: randomId("stm"), session, role, device: deviceId(), label,
    startedAt: 0, lengthS: 0, size: 0, kept: 0, sent: 0,
    sha: new Sha256().state, marks: [], ended: false, endTold: false, token: "", take: 0,
    ...more,
  };
}

class Taking {
  // `told` is called whenever something of it has changed.
  constructor(home, media, stream, told) {
    Object.assign(this, { home, stream, told, chain: Promise.resolve() });
    this.recorder = recorderOf(media);
    this.recorder.ondataavailable = ({ data }) => {
      this.chain = this.chain.then(() => this.keep(data));
    };
    this.recorder.onstop = () => {
      stream.lengthS = (performance.now() - stream.zero) / 1000;
      this.chain = this.chain.then(() => this.over());
    };
  }

  async begin() {
    const { stream, home } = this;
    // The first picture is the one after this call; the event "start" comes some 60 ms later.
    stream.zero = performance.now();
    this.recorder.start(PART_MS);
    stream.startedAt = home.clock.at(stream.zero);
    await home.shelf.save(stream);
    home.sender.add(stream);
    navigator.storage?.persist?.().catch(() => {});
    home.clock.compare();
  }

  stop() {
    this.recorder.stop();
  }

  async keep(blob) {
    if (!blob.size) return;
    const { stream, home } = this;
    const data = await blob.arrayBuffer();
    const at = stream.size;
    const sha = new Sha256(stream.sha).update(new Uint8Array(data)).state;
    Object.assign(stream, { size: at + data.byteLength, sha });
    if (!stream.ended) stream.lengthS = Math.max(stream.lengthS, (performance.now() - stream.zero) / 1000);
    await home.shelf.add(stream, at, data);
    stream.kept = stream.size;
    home.sender.poke();
    this.told();
  }

  async over() {
    const { stream, home } = this;
    stream.ended = true;
    await home.shelf.save(stream);
    if (!stream.size) await home.sender.forget(stream);
    home.sender.hurry();
    this.told();
  }
}
