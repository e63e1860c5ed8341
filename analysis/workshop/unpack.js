/* Bytes in a text: unpacking (inflate) and hashes, as Python writes them. */
"use strict";

const Engine = {};

(() => {
  function fault(reason, message) {
    const error = new Error(message);
    error.reason = reason;
    return error;
  }

  /* Return the bytes of a base64 text that was packed with deflate (RFC 1951). */
  function unpacked(text) {
    const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const out = [];
    let at = 0, hold = 0, held = 0;
    const bits = (n) => {
      while (held < n) {
        if (at >= packed.length) throw fault("module", "the page is damaged: what is packed in it ends too early");
        hold |= packed[at++] << held;
        held += 8;
      }
      const value = hold & ((1 << n) - 1);
      hold >>>= n; held -= n;
      return value;
    };
    const table = (lengths) => {
      const counts = new Uint16Array(16), offsets = new Uint16Array(16), symbols = new Uint16Array(lengths.length);
      for (const length of lengths) counts[length]++;
      counts[0] = 0;
      for (let k = 1; k < 16; k++) offsets[k] = offsets[k - 1] + counts[k - 1];
      lengths.forEach((length, symbol) => { if (length) symbols[offsets[length]++] = symbol; });
      return {counts, symbols};
    };
    const symbol = ({counts, symbols}) => {
      let code = 0, first = 0, index = 0;
      for (let length = 1; ; length++) {
        if (length > 15) throw fault("module", "the page is damaged: what is packed in it has no such sign");
        code |= bits(1);
        if (code - counts[length] < first) return symbols[index + code - first];
        index += counts[length];
        first = (first + counts[length]) << 1;
        code <<= 1;
      }
    };
    const steps = (count, every, start) => {
      const base = [], extra = [];
      for (let k = 0, value = start; k < count; k++) {
        extra[k] = k < 2 * every ? 0 : (k - every) / every | 0;
        base[k] = value;
        value += 1 << extra[k];
      }
      return {base, extra};
    };
    const lengths = steps(28, 4, 3), distances = steps(30, 2, 1);
    lengths.base.push(258); lengths.extra.push(0);
    const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    for (let last = 0; !last;) {
      last = bits(1);
      const kind = bits(2);
      if (kind === 0) {
        hold = held = 0;
        let size = packed[at] | packed[at + 1] << 8;
        for (at += 4; size; size--) out.push(packed[at++]);
        continue;
      }
      let literal, distance;
      if (kind === 1) {
        literal = table(Array.from({length: 288}, (_, k) => k < 144 ? 8 : k < 256 ? 9 : k < 280 ? 7 : 8));
        distance = table(new Array(30).fill(5));
      } else {
        const literals = bits(5) + 257, far = bits(5) + 1, codes = bits(4) + 4, small = new Array(19).fill(0);
        for (let k = 0; k < codes; k++) small[order[k]] = bits(3);
        const code = table(small), all = [];
        while (all.length < literals + far) {
          const next = symbol(code);
          if (next < 16) all.push(next);
          else {
            const value = next === 16 ? all[all.length - 1] : 0;
            for (let n = next === 16 ? 3 + bits(2) : next === 17 ? 3 + bits(3) : 11 + bits(7); n; n--) all.push(value);
          }
        }
        literal = table(all.slice(0, literals));
        distance = table(all.slice(literals));
      }
      for (;;) {
        const next = symbol(literal);
        if (next === 256) break;
        if (next < 256) { out.push(next); continue; }
        const length = lengths.base[next - 257] + bits(lengths.extra[next - 257]);
        const far = symbol(distance), back = distances.base[far] + bits(distances.extra[far]);
        for (let k = 0; k < length; k++) out.push(out[out.length - back]);
      }
    }
    return Uint8Array.from(out);
  }

  /* Return 16 hexadecimal digits for bytes: MurmurHash3 (Appleby 2011, public domain) of whole 32-bit words, twice. */
  function hash(bytes) {
    const padded = new Uint8Array(bytes.length + 3 & ~3);
    padded.set(bytes);
    const words = new Uint32Array(padded.buffer);
    const one = (seed) => {
      let h = seed;
      for (let k of words) {
        k = Math.imul(k, 0xcc9e2d51);
        k = Math.imul(k << 15 | k >>> 17, 0x1b873593);
        h ^= k;
        h = Math.imul(h << 13 | h >>> 19, 5) + 0xe6546b64 | 0;
      }
      h ^= bytes.length;
      h = Math.imul(h ^ h >>> 16, 0x85ebca6b);
      h = Math.imul(h ^ h >>> 13, 0xc2b2ae35);
      return ((h ^ h >>> 16) >>> 0).toString(16).padStart(8, "0");
    };
    return one(0x9747b28c) + one(0x3c074a61);
  }

  Object.assign(Engine, {fault, unpacked, hash});
})();
