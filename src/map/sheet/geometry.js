"use strict";
// Whole-number geometry, the same rule as the library's `Area`: a ray to the east, an edge counts when
// y_min <= y < y_max and it lies strictly east of the point.
const geometry = (() => {
  // Below 2^25 every product stays below 2^53, where a double is exact; beyond it BigInt takes over.
  const EXACT = 2 ** 25;

  // Sign of the turn a -> b -> c: positive when c lies left of a -> b.
  function turn(ax, ay, bx, by, cx, cy) {
    if (Math.max(Math.abs(ax), Math.abs(ay), Math.abs(bx), Math.abs(by), Math.abs(cx), Math.abs(cy)) < EXACT) {
      const left = (bx - ax) * (cy - ay);
      const right = (by - ay) * (cx - ax);
      return left > right ? 1 : left < right ? -1 : 0;
    }
    const [A, B, C, D, E, F] = [ax, ay, bx, by, cx, cy].map(BigInt);
    const all = (C - A) * (F - B) - (D - B) * (E - A);
    return all > 0n ? 1 : all < 0n ? -1 : 0;
  }

  function inside(ring, px, py) {
    let odd = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[j];
      const [bx, by] = ring[i];
      const upward = by > py;
      if (ay > py === upward) continue;
      const side = turn(ax, ay, bx, by, px, py);
      if (upward ? side > 0 : side < 0) odd = !odd;
    }
    return odd;
  }

  // The ring without repeated neighbours.
  function clean(ring) {
    const same = (p, q) => p[0] === q[0] && p[1] === q[1];
    const out = ring.filter((p, i) => i === 0 || !same(p, ring[i - 1]));
    while (out.length > 1 && same(out[0], out[out.length - 1])) out.pop();
    return out;
  }

  function holds(a, b, p) {
    return turn(a[0], a[1], b[0], b[1], p[0], p[1]) === 0 &&
      Math.min(a[0], b[0]) <= p[0] && p[0] <= Math.max(a[0], b[0]) &&
      Math.min(a[1], b[1]) <= p[1] && p[1] <= Math.max(a[1], b[1]);
  }

  // A point where two edges meet, or null; for neighbours only where they run along each other.
  function meeting(a, b, c, d, neighbours) {
    const s = (p, q, r) => turn(p[0], p[1], q[0], q[1], r[0], r[1]);
    const [one, two, three, four] = [s(a, b, c), s(a, b, d), s(c, d, a), s(c, d, b)];
    if (one * two < 0 && three * four < 0) {
      const across = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0]);
      const t = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / across;
      return [Math.round(a[0] + t * (b[0] - a[0])), Math.round(a[1] + t * (b[1] - a[1]))];
    }
    const common = [c, d].filter((p) => holds(a, b, p)).concat([a, b].filter((p) => holds(c, d, p)));
    const far = common.some((p) => p[0] !== common[0][0] || p[1] !== common[0][1]);
    return common.length > 0 && (far || !neighbours) ? common[0] : null;
  }

  // What is wrong with a cleaned ring: null, "few", or the point where it crosses or touches itself.
  function fault(ring) {
    const n = ring.length;
    if (n < 3) return "few";
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        const neighbours = j === i + 1 || (i === 0 && j === n - 1);
        const at = meeting(ring[i], ring[(i + 1) % n], ring[j], ring[(j + 1) % n], neighbours);
        if (at) return at;
      }
    }
    return null;
  }

  return { inside, clean, fault };
})();
