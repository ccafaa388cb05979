// Stretches in order of time, of which those in sight are found without looking at all of them.

class Spans {
  // `items` have `start` and `end`, in seconds.
  constructor(items) {
    this.items = [...items].sort((a, b) => a.start - b.start || a.end - b.end);
    // Never falling, so that it can be searched although stretches may lie in each other.
    this.reach = new Float64Array(this.items.length);
    let furthest = -Infinity;
    this.items.forEach((item, n) => {
      furthest = Math.max(furthest, item.end);
      this.reach[n] = furthest;
    });
  }

  // The first one that may end after `seconds`.
  first(seconds) {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.reach[middle] < seconds) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // The one at `seconds`, else the nearest within `slack` seconds.
  near(seconds, slack) {
    let best = null;
    let distance = Infinity;
    for (let n = this.first(seconds - slack); n < this.items.length; n += 1) {
      const item = this.items[n];
      if (item.start > seconds + slack) break;
      const away = Math.max(item.start - seconds, seconds - item.end, 0);
      const nearer = away < distance || (away === distance && shorter(item, best));
      if (away <= slack && nearer) {
        best = item;
        distance = away;
      }
    }
    return best;
  }
}

// Of two in one place the shorter one is meant: the longer one can be hit elsewhere.
function shorter(one, other) {
  return one.end - one.start < other.end - other.start;
}
