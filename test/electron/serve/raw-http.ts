import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  head: string;
  body: string;
}

/** Sends exactly these lines and reads until the other side closes. Nothing is normalised on the way. */
export function ask(port: number, lines: readonly string[], host = '127.0.0.1'): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (part) => {
      text += part;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n');
      resolve({ status: Number(head.split(' ')[1]), head: head.toLowerCase(), body });
    });
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
}

/** The lines of a WebSocket handshake; `change` replaces or, with undefined, leaves out headers. */
export function upgradeLines(port: number, change: Record<string, string | undefined> = {}, target = '/rpc'): string[] {
  const headers: Record<string, string | undefined> = {
    Host: `127.0.0.1:${port}`,
    Origin: `http://127.0.0.1:${port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...change,
  };
  const given = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return [`GET ${target} HTTP/1.1`, ...given];
}

/** Opens a connection and leaves it open; resolves when the other side ends it. */
export function dawdle(port: number, text: string): { socket: Socket; ended: Promise<void> } {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.resume();
  socket.write(text);
  return { socket, ended: new Promise((resolve) => void socket.on('close', () => resolve())) };
}
