// SHA-256 (FIPS 180-4), fed piece by piece; its state is plain data, so it outlives a closed tab.

const SHA_K = [], SHA_START = [];
for (let n = 2; SHA_K.length < 64; n += 1) {
  let prime = true;
  for (let d = 2; d * d <= n; d += 1) prime &&= n % d !== 0;
  if (!prime) continue;
  if (SHA_START.length < 8) SHA_START.push((Math.sqrt(n) * 2 ** 32) | 0);
  SHA_K.push((Math.cbrt(n) * 2 ** 32) | 0);
}

const SHA_WORDS = Int32Array.from(SHA_K);

function turned(x, n) {
  return (x >>> n) | (x << (32 - n));
}

class Sha256 {
  constructor(state) {
    this.h = Int32Array.from(state?.h ?? SHA_START);
    this.length = state?.length ?? 0;
    this.tail = new Uint8Array(64);
    this.tail.set(state?.tail ?? []);
    this.w = new Int32Array(64);
  }

  get state() {
    return { h: [...this.h], length: this.length, tail: this.tail.slice(0, this.length % 64) };
  }

  update(bytes) {
    let at = 0, held = this.length % 64;
    this.length += bytes.length;
    if (held) {
      const taken = Math.min(64 - held, bytes.length);
      this.tail.set(bytes.subarray(0, taken), held);
      at = taken;
      if (held + taken < 64) return this;
      this.block(this.tail, 0);
    }
    for (; at + 64 <= bytes.length; at += 64) this.block(bytes, at);
    this.tail.set(bytes.subarray(at));
    return this;
  }

  // What is in so far, as hex; more can still be fed.
  hex() {
    const end = new Sha256(this.state), bits = this.length * 8;
    const pad = new Uint8Array(((119 - (this.length % 64)) % 64) + 9);
    const view = new DataView(pad.buffer);
    pad[0] = 0x80;
    view.setUint32(pad.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(pad.length - 4, bits >>> 0);
    end.update(pad);
    return [...end.h].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  block(bytes, at) {
    const { w, h } = this;
    for (let i = 0; i < 16; i += 1, at += 4) {
      w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    }
    for (let i = 16; i < 64; i += 1) {
      const a = w[i - 15], b = w[i - 2];
      const low = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
      const high = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
      w[i] = (w[i - 16] + low + w[i - 7] + high) | 0;
    }
    let a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
    for (let i = 0; i < 64; i += 1) {
      const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const t1 = (k + s1 + ((e & f) ^ (~e & g)) + SHA_WORDS[i] + w[i]) | 0;
      const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      k = g; g = f; f = e; e = (d + t1) | 0;
      d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    h[0] += a; h[1] += b; h[2] += c; h[3] += d;
    h[4] += e; h[5] += f; h[6] += g; h[7] += k;
  }
}
