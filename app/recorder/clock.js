// The server's clock, asked over the network and carried by the page's own steady one.

class ServerClock {
  constructor() {
    this.offsetS = performance.timeOrigin / 1000;
    this.roundS = Infinity;
  }

  async compare() {
    for (let n = 0; n < 3; n += 1) {
      try {
        const asked = performance.now();
        const answer = await fetch("/recorder/clock", { cache: "no-store" });
        const { now } = await answer.json();
        const told = performance.now();
        const roundS = (told - asked) / 1000;
        if (roundS < this.roundS) {
          this.roundS = roundS;
          this.offsetS = now - (asked + told) / 2000;
        }
      } catch {
        return;
      }
    }
  }

  // Seconds since 1970 there, at a time of performance.now().
  at(ms) {
    return this.offsetS + ms / 1000;
  }
}
