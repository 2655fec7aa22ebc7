/** Cuts what a server writes to stderr into lines of text. */
export interface StderrLines {
  push(chunk: Buffer): void;
  /** What came after the last line end. */
  end(): void;
}

const LINE_FEED = 10;

/**
 * A line is given when it is whole, so that what is split over two chunks is never looked at in halves. Of one that is
 * longer than `longest` bytes, `line` gets the beginning, and how many bytes it had. What is no UTF-8 becomes U+FFFD.
 */
export function stderrLines(longest: number, line: (text: string, size: number) => void): StderrLines {
  let parts: Buffer[] = [];
  let kept = 0;
  let size = 0;

  const add = (bytes: Buffer): void => {
    size += bytes.length;
    const room = longest - kept;
    if (room <= 0 || bytes.length === 0) return;
    // A copy: a small part would hold its whole chunk in memory until the line ends.
    parts.push(Buffer.from(bytes.subarray(0, room)));
    kept += Math.min(room, bytes.length);
  };
  const finish = (): void => {
    const text = Buffer.concat(parts, kept).toString('utf8').replace(/\r$/, '');
    if (text !== '') line(text, size);
    parts = [];
    kept = 0;
    size = 0;
  };

  return {
    push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
        add(chunk.subarray(from, at));
        finish();
        from = at + 1;
      }
      add(chunk.subarray(from));
    },
    end: finish,
  };
}
