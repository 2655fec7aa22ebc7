import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { eventually } from '#test/helpers/eventually';
import type { Targets } from '../../fixtures/adversary/targets.d.ts';

/** Who owns the decoys, so that only the cage stands between them and a server of the same user. */
export interface Owner {
  uid: number;
  gid: number;
}

export type DecoyTargets = Omit<Targets, 'parent' | 'otherProxy' | 'openFolder'>;

export interface Decoys {
  targets: DecoyTargets;
  /** True while the process that must not be ended is alive. */
  isVictimAlive(): boolean;
  close(): void;
}

const MARKER = 'gatehouse-decoy-7f3a';

/** Files, processes and listeners worth stealing from, all below `folder` or bound to free ports. */
export async function makeDecoys(folder: string, owner: Owner): Promise<Decoys> {
  const places = makeFiles(folder, owner);
  const started: ChildProcess[] = [];
  const sleeper = (): ChildProcess => {
    const env = { DECOY_TOKEN: MARKER };
    const child = spawn('/usr/bin/sleep', ['600'], { env, stdio: 'ignore', ...owner });
    started.push(child);
    return child;
  };
  const servers: Server[] = [];
  const listen = async (at: string | 0): Promise<number> => {
    const server = markerServer();
    servers.push(server);
    await new Promise<void>((done) => {
      if (at === 0) server.listen(0, '::', done);
      else server.listen(at, done);
    });
    const address = server.address();
    if (typeof at === 'string' && !at.startsWith('\0')) chownSync(at, owner.uid, owner.gid);
    return address !== null && typeof address === 'object' ? address.port : 0;
  };
  const abstractSocket = `gatehouse-decoy-${process.pid}-${owner.uid}`;
  const socket = join(places.project, 'service.sock');
  const bus = join(folder, 'bus');
  started.push(
    spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', `--address=unix:path=${bus}`], {
      stdio: 'ignore',
      ...owner,
    }),
  );
  const udp = await udpServer(() => Buffer.from(MARKER));
  const dns = await udpServer(answerQuestion);
  const victim = sleeper();
  const targets: DecoyTargets = {
    ...places,
    marker: MARKER,
    sibling: sleeper().pid ?? 0,
    victim: victim.pid ?? 0,
    port: await listen(0),
    otherPort: await listen(0),
    addresses: ownAddresses(),
    udpPort: udp.port,
    dnsPort: dns.port,
    socket,
    abstractSocket,
    bus,
  };
  await listen(socket);
  await listen(`\0${abstractSocket}`);
  await eventually(() => answers(bus));
  return {
    targets,
    isVictimAlive: () => victim.exitCode === null && victim.signalCode === null,
    close() {
      for (const child of started) child.kill('SIGKILL');
      for (const server of servers) server.close();
      udp.close();
      dns.close();
    },
  };
}

type Places = Pick<Targets, 'home' | 'otherHome' | 'outside' | 'code' | 'data' | 'project' | 'otherData' | 'ownData'>;

function makeFiles(folder: string, owner: Owner): Places {
  const home = join(folder, 'home');
  const project = join(home, 'src', 'shop');
  const plugins = join(home, '.claude', 'plugins');
  const ownData = join(home, '.local', 'share', 'gatehouse');
  const places: Places = {
    home,
    otherHome: join(folder, 'other-home'),
    outside: join(folder, 'outside'),
    code: join(plugins, 'cache', 'market', 'adversary', '1.0.0'),
    data: join(plugins, 'data', 'adversary'),
    otherData: join(plugins, 'data', 'other'),
    project,
    ownData,
  };
  const make = (path: string): void => {
    const parent = dirname(path);
    if (parent !== folder) make(parent);
    if (mkdirSync(path, { recursive: true }) !== undefined) chownSync(path, owner.uid, owner.gid);
  };
  for (const place of Object.values(places)) make(place);
  const files = [
    ...['.ssh/id_ed25519', '.aws/credentials', '.claude/.credentials.json', '.bash_history', '.bashrc', 'movable'],
    '.local/share/keyrings/login.keyring',
  ].map((name) => join(home, name));
  files.push(join(places.otherHome, 'notes.txt'), join(places.otherData, 'state.json'));
  files.push(join(ownData, 'permissions.json'), join(project, '.env'), join(project, '.git', 'config'));
  files.push(join(project, 'packages', 'web', '.env.local'), join(project, 'readme.txt'));
  for (const file of files) {
    make(dirname(file));
    writeFileSync(file, `${MARKER}\n`);
    chownSync(file, owner.uid, owner.gid);
    chmodSync(file, 0o600);
  }
  return places;
}

/** Says the marker to whoever writes, as an HTTP answer, so that both kinds of client understand it. */
function markerServer(): Server {
  return createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => {
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${MARKER.length}\r\nConnection: close\r\n\r\n${MARKER}`);
    });
  });
}

async function udpServer(answer: (asked: Buffer) => Buffer): Promise<{ port: number; close(): void }> {
  const socket = createSocket('udp4');
  socket.on('message', (asked, from) => socket.send(answer(asked), from.port, from.address));
  await new Promise<void>((done) => {
    socket.bind(0, '127.0.0.1', done);
  });
  return { port: socket.address().port, close: () => socket.close() };
}

/** One address (192.0.2.1) for any name, RFC 1035 4.1. */
function answerQuestion(asked: Buffer): Buffer {
  const question = asked.subarray(12, asked.indexOf(0, 12) + 5);
  const header = Buffer.from([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1]);
  return Buffer.concat([asked.subarray(0, 2), header, question, record]);
}

/** Other than loopback; link-local ones need the interface they are on. */
function ownAddresses(): string[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(({ internal }) => !internal)
      .map(({ address }) => (address.startsWith('fe80:') ? `${address}%${name}` : address)),
  );
}

function answers(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.on('error', reject);
    socket.on('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
