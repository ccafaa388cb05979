// Sends what lies on the shelf, one request at a time, and asks again for as long as it takes.
// What the server answers is the truth: a part whose answer was lost is not sent twice.

const AT_ONCE = 4 << 20;
const PARTS_AT_ONCE = 16;
const WAIT_MS = [300, 600, 1200, 2500, 5000];
const PATIENCE_MS = 120000;
const FINISH_MS = 900000;

// The server will not take it, however often it is asked.
class Unwanted extends Error {}
// It may take it later: `kind` is line, full or busy.
class NotNow extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

class Sender {
  constructor(shelf, session, told) {
    Object.assign(this, { shelf, session, told, streams: [], tries: 0, trouble: null });
    this.wake = () => {};
    window.addEventListener("online", () => this.hurry());
    this.run();
  }

  add(stream) {
    this.streams.push(stream);
    this.hurry();
  }

  forget(stream) {
    this.streams = this.streams.filter((one) => one !== stream);
    return this.shelf.remove(stream.id);
  }

  hurry() {
    this.tries = 0;
    this.wake();
  }

  // Something more to send, but no reason to disturb a pause between two tries.
  poke() {
    if (!this.trouble) this.wake();
  }

  async run() {
    for (;;) {
      const job = this.next();
      if (!job) {
        await new Promise((done) => (this.wake = done));
        continue;
      }
      const [stream, act] = job;
      try {
        await act.call(this, stream);
        this.tries = 0;
        this.trouble = null;
        this.told();
      } catch (error) {
        if (error instanceof Unwanted) {
          stream.problem = error.message;
          this.told();
        } else {
          this.trouble = error instanceof NotNow ? error : new NotNow("line", "");
          this.told();
          await this.pause();
        }
      }
    }
  }

  pause() {
    const wait = WAIT_MS[Math.min(this.tries, WAIT_MS.length - 1)] * (0.8 + 0.4 * Math.random());
    this.tries += 1;
    return new Promise((done) => {
      const timer = setTimeout(done, wait);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  // Short messages of all streams first, then the bytes of the oldest.
  next() {
    const open = this.streams.filter((stream) => !stream.problem);
    const untold = open.find((one) => !one.token || (one.ended && !one.endTold));
    if (untold) return [untold, this.announce];
    const marked = open.find((one) => one.marks.some((mark) => !mark.told));
    if (marked) return [marked, this.mark];
    const full = open.find((one) => one.sent < one.kept);
    if (full) return [full, this.send];
    const over = open.find((one) => one.ended);
    return over ? [over, this.finish] : null;
  }

  async announce(stream) {
    const { ended } = stream;
    const answer = await this.call("POST", "", stream, {
      stream: stream.id,
      device: stream.device,
      label: stream.label,
      role: stream.role,
      asked: stream.asked,
      started_at: stream.startedAt,
      ended_at: ended ? stream.startedAt + stream.lengthS : null,
    });
    const said = await answer.json();
    Object.assign(stream, { token: said.token, take: said.take, endTold: ended });
    if (said.recording) return this.closed(stream, said.offset);
    await this.reached(stream, said.offset);
  }

  async mark(stream) {
    const fresh = stream.marks.filter((mark) => !mark.told).slice(0, 1000);
    const marks = fresh.map(({ number, at_s, kind }) => ({ number, at_s, kind }));
    await this.call("POST", "/marks", stream, { marks });
    for (const mark of fresh) mark.told = true;
    await this.shelf.save(stream);
  }

  async send(stream) {
    const parts = await this.shelf.parts(stream.id, PARTS_AT_ONCE);
    const body = [];
    let at = stream.sent;
    for (const part of parts) {
      const bytes = new Uint8Array(part.data);
      if (part.at > at) break;
      if (part.at + bytes.length <= at) continue;
      body.push(bytes.subarray(at - part.at));
      at = part.at + bytes.length;
      if (at - stream.sent >= AT_ONCE) break;
    }
    if (!body.length) throw new Unwanted(this.labels.gap);
    const answer = await this.call("PATCH", "", stream, new Blob(body));
    await this.reached(stream, Number(answer.headers.get("Upload-Offset")));
  }

  // So much is safe there: it need not lie here any more.
  async reached(stream, offset) {
    stream.sent = offset;
    for (;;) {
      const parts = await this.shelf.parts(stream.id, PARTS_AT_ONCE);
      const done = parts.filter((part) => part.at + part.data.byteLength <= offset);
      await this.shelf.drop(stream.id, done.map((part) => part.at));
      if (done.length < PARTS_AT_ONCE) break;
    }
    await this.shelf.save(stream);
  }

  async finish(stream) {
    const answer = await this.call("POST", "/finish", stream, {
      size: stream.size,
      sha256: new Sha256(stream.sha).hex(),
      length_s: stream.lengthS,
    });
    const said = await answer.json();
    await this.forget(stream);
    this.finished?.(stream, said);
  }

  // It was taken in without us: fine if that was all of it.
  async closed(stream, offset) {
    if (!stream.ended || offset < stream.size) throw new Unwanted(this.labels.late);
    await this.forget(stream);
    this.finished?.(stream, {});
  }

  async call(method, path, stream, body) {
    const start = method === "POST" && !path;
    const token = start ? this.session.token : stream.token;
    const part = body instanceof Blob;
    const headers = { Authorization: `Bearer ${token}` };
    headers["Content-Type"] = part ? "application/offset+octet-stream" : "application/json";
    if (part) headers["Upload-Offset"] = String(stream.sent);
    // An answer is announced where its question is written down with it.
    const begin = stream.asked ? `/asked/${stream.session}/answers` : `/recorder/${stream.session}`;
    const where = start ? begin : `/recorder/${stream.session}/${stream.id}${path}`;
    const answer = await fetch(where, {
      method,
      headers,
      body: part ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(path === "/finish" ? FINISH_MS : PATIENCE_MS),
    });
    if (answer.ok) return answer;
    throw await this.refused(answer, stream, start);
  }

  async refused(answer, stream, start) {
    const sentence = (await answer.json().catch(() => ({}))).error ?? String(answer.status);
    const offset = answer.headers.get("Upload-Offset");
    if (answer.status === 409 && offset !== null) {
      const before = stream.sent;
      if (answer.headers.get("Sonmat-Finished")) {
        await this.closed(stream, Number(offset));
        return new NotNow("line", "");
      }
      await this.reached(stream, Number(offset));
      if (stream.sent !== before) this.tries = 0;
      return new NotNow("line", "");
    }
    if (answer.status === 507) return new NotNow("full", sentence);
    if (answer.status === 409) return new NotNow("busy", sentence);
    if (answer.status >= 500 || answer.status === 429) return new NotNow("line", "");
    // An old token is replaced by one that the page's own token fetches.
    if (answer.status === 403 && !start && this.session.id === stream.session) {
      stream.token = "";
      return new NotNow("line", "");
    }
    return new Unwanted(this.session.id === stream.session ? sentence : this.labels.foreign);
  }
}
