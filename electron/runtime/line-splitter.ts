/** Cuts a stream of bytes into lines; each byte is looked at once, and a line is joined once. */
export interface LineSplitter {
  push(chunk: Buffer): void;
  /** What came after the last line end. */
  end(): void;
}

export interface LineTaker {
  /** With its line end, when it has one; the bytes may be part of a larger chunk. */
  line(bytes: Buffer): void;
  /** A line longer than allowed was dropped; `bytes` is how long it was. */
  tooLong(bytes: number): void;
}

const LINE_FEED = 10;

/** `longest` is in bytes; nothing of a longer line is kept. */
export function lineSplitter(longest: number, taker: LineTaker): LineSplitter {
  let parts: Buffer[] = [];
  let length = 0;

  const finish = (tail: Buffer): void => {
    const whole = length + tail.length;
    if (whole > longest) taker.tooLong(whole);
    else taker.line(parts.length === 0 ? tail : Buffer.concat([...parts, tail], whole));
    parts = [];
    length = 0;
  };
  const keep = (rest: Buffer): void => {
    length += rest.length;
    if (length > longest) parts = [];
    else parts.push(rest);
  };

  return {
    push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
        finish(chunk.subarray(from, at + 1));
        from = at + 1;
      }
      if (from < chunk.length) keep(from === 0 ? chunk : chunk.subarray(from));
    },
    end() {
      if (length > 0) finish(Buffer.alloc(0));
    },
  };
}
