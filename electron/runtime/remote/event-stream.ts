/** Reads a `text/event-stream` (WHATWG HTML, "Server-sent events") as bytes: what an event carries is never decoded here. */
export interface EventStream {
  push(chunk: Buffer): void;
  /** Bytes held of an event that has not ended. */
  held(): number;
}

export interface EventTaker {
  /** `data` is empty for an event that only tells its id. */
  event(type: string, data: Buffer): void;
  /** To be named when the stream is asked for again; told before the event it came with. */
  lastId(id: string): void;
  /** What the server wants waited before the stream is asked for again. */
  retry(ms: number): void;
  /** An event longer than allowed was dropped. */
  tooLong(): void;
}

const LINE_FEED = 10;
const RETURN = 13;
const COLON = 58;
const SPACE = 32;
const newLine = Buffer.from('\n');
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** `longest` is in bytes, of the data of one event. */
export function eventStream(longest: number, taker: EventTaker): EventStream {
  let parts: Buffer[] = [];
  let partsLength = 0;
  let data: Buffer[] = [];
  let dataLength = 0;
  let type = '';
  let id: string | undefined;
  let isTooLong = false;
  let isFirstLine = true;
  /** The last chunk ended with a return, whose line feed may begin the next one. */
  let mayFollow = false;

  const dispatch = (): void => {
    if (id !== undefined) taker.lastId(id);
    if (isTooLong) taker.tooLong();
    else if (data.length > 0 || id !== undefined) taker.event(type === '' ? 'message' : type, Buffer.concat(data));
    data = [];
    dataLength = 0;
    type = '';
    id = undefined;
    isTooLong = false;
  };

  const keep = (value: Buffer): void => {
    dataLength += value.length + 1;
    if (dataLength > longest) isTooLong = true;
    if (isTooLong) data = [];
    else if (data.length === 0) data.push(value);
    else data.push(newLine, value);
  };

  const field = (line: Buffer): void => {
    const colon = line.indexOf(COLON);
    if (colon === 0) return;
    const name = line.toString('latin1', 0, colon < 0 ? line.length : colon);
    const from = colon < 0 ? line.length : colon + (line[colon + 1] === SPACE ? 2 : 1);
    const value = line.subarray(from);
    if (name === 'data') keep(value);
    else if (name === 'event') type = value.toString('utf8');
    else if (name === 'id' && !value.includes(0)) id = value.toString('utf8');
    else if (name === 'retry' && /^\d{1,9}$/.test(value.toString('latin1'))) taker.retry(Number(value.toString()));
  };

  const line = (tail: Buffer): void => {
    const whole = parts.length === 0 ? tail : Buffer.concat([...parts, tail]);
    parts = [];
    partsLength = 0;
    const text =
      isFirstLine && whole.subarray(0, 3).equals(byteOrderMark) ? whole.subarray(byteOrderMark.length) : whole;
    isFirstLine = false;
    if (text.length === 0) dispatch();
    else field(text);
  };

  return {
    push(chunk) {
      let from = mayFollow && chunk[0] === LINE_FEED ? 1 : 0;
      if (chunk.length > 0) mayFollow = false;
      let feed = chunk.indexOf(LINE_FEED, from);
      let back = chunk.indexOf(RETURN, from);
      while (feed >= 0 || back >= 0) {
        const isReturn = back >= 0 && (feed < 0 || back < feed);
        const at = isReturn ? back : feed;
        line(chunk.subarray(from, at));
        from = at + 1;
        if (isReturn && from === chunk.length) mayFollow = true;
        if (isReturn && chunk[from] === LINE_FEED) from += 1;
        if (feed >= 0 && feed < from) feed = chunk.indexOf(LINE_FEED, from);
        if (back >= 0 && back < from) back = chunk.indexOf(RETURN, from);
      }
      const rest = chunk.subarray(from);
      if (rest.length === 0) return;
      partsLength += rest.length;
      // Of a line that can only be too long its first bytes are enough to know what it is.
      if (partsLength + dataLength <= longest || parts.length === 0) parts.push(rest);
      else isTooLong = true;
    },
    held: () => dataLength + partsLength,
  };
}
