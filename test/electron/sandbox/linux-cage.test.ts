import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { defaultProfile } from '#sandbox/profile';
import { createSandbox } from '#sandbox/sandbox';
import { eventually } from '#test/helpers/eventually';
import { notRun } from '#test/helpers/not-run-list';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { runCaged, thisHost } from './start-caged.ts';

const lacking = await createSandbox(thisHost('/none')).lacking();
if (lacking !== undefined) notRun('what a caged server can do', `${lacking.reason} ${lacking.remedy}`);

/** An HTTP server of this machine that answers with what it was asked. */
async function echo(): Promise<number> {
  const server = createServer((asked, answer) => answer.end(`${asked.method} ${asked.url} ${asked.headers.host}`));
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  onTestFinished(() => void server.close());
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

describe.runIf(lacking === undefined)('a caged server', () => {
  test('reads the project, writes its data folder and has an empty home and temporary folder of its own', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'project'));
    writeFileSync(join(home, 'project', 'readme.txt'), 'hello');
    writeFileSync(join(home, 'private.txt'), 'mine');
    const ran = await runCaged(
      home,
      `const fs = require('fs'), os = require('os');
       fs.writeFileSync('../data/kept', fs.readFileSync('readme.txt'));
       const home = fs.readdirSync(os.homedir()).sort();
       fs.writeFileSync(os.tmpdir() + '/here', ''); fs.writeFileSync(os.homedir() + '/.cache', '');
       console.log(JSON.stringify({ home, tmp: fs.readdirSync(os.tmpdir()).includes('here'), cwd: process.cwd() }));`,
    );
    expect(ran.stderr).toBe('');
    expect(JSON.parse(ran.stdout)).toEqual({ home: ['data', 'project'], tmp: true, cwd: join(home, 'project') });
    expect(readFileSync(join(home, 'data', 'kept'), 'utf8')).toBe('hello');
    expect(readdirSync(home).toSorted()).toEqual(['data', 'private.txt', 'project']);
  });

  test('gets exactly the variables it was given, and none of them stands in an argument', async () => {
    const home = temporaryFolder();
    const env = { PATH: '/usr/bin:/bin', TOKEN: 'not-a-real-token', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' };
    const ran = await runCaged(home, 'console.log(JSON.stringify(process.env))', {}, { env });
    const expected = { PATH: env.PATH, TOKEN: env.TOKEN, HOME: home, TMPDIR: '/tmp', PWD: join(home, 'project') };
    expect(JSON.parse(ran.stdout)).toEqual(expected);
    expect(ran.cage.args.join(' ')).not.toContain('not-a-real-token');
  });

  test('cannot have its own library loaded outside by a variable', async () => {
    const home = temporaryFolder();
    const env = { LD_PRELOAD: '/nowhere/evil.so', BASH_ENV: '/nowhere/evil.sh' };
    const ran = await runCaged(home, 'console.log(process.env.LD_PRELOAD)', { hosts: ['a.example'] }, { env });
    expect(ran.stdout).toBe('/nowhere/evil.so\n');
    expect(Object.keys(ran.cage.env)).not.toContain('LD_PRELOAD');
    expect(Object.keys(ran.cage.env)).not.toContain('BASH_ENV');
  });

  test('reaches a granted host by its proxy and no other, and the refused one is told', async () => {
    const home = temporaryFolder();
    const [granted, other] = [await echo(), await echo()];
    const ran = await runCaged(
      home,
      `(async () => {
         console.log(await (await fetch('http://127.0.0.1:${granted}/a?b')).text());
         await fetch('http://127.0.0.1:${other}/').catch(() => console.log('refused'));
       })();`,
      { hosts: [`127.0.0.1:${granted}`] },
    );
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toBe(`GET /a?b 127.0.0.1:${granted}\nrefused\n`);
    expect(ran.refused).toEqual([`Network: 127.0.0.1:${other} is not among the granted hosts.`]);
  });

  test('finds its proxy open however fast it starts', async () => {
    const home = temporaryFolder();
    const script = 'require("net").connect(3128, "127.0.0.1", () => process.exit(7))';
    const codes = await Promise.all(
      Array.from({ length: 6 }, async () => (await runCaged(home, script, { hosts: ['a.example'] })).code),
    );
    expect(codes).toEqual([7, 7, 7, 7, 7, 7]);
  });

  test('may start programs only where that was granted', async () => {
    const script = 'console.log(require("child_process").spawnSync("/usr/bin/echo", ["hi"]).status)';
    expect((await runCaged(temporaryFolder(), script)).stdout).toBe('0\n');
    const strict = await runCaged(temporaryFolder(), script, { spawn: false });
    expect(strict.stdout).toBe('null\n');
  });

  test('starts in an empty home when its working folder was not granted, and that is told', async () => {
    const home = temporaryFolder();
    const ran = await runCaged(home, 'console.log(process.cwd())', {}, { cwd: home, project: home });
    expect(ran.stdout).toBe(`${home}\n`);
    expect(ran.cage.notGranted.join(' ')).toContain('the home folder is more than one server needs');
  });

  test('hides what an .env link of the project leads to', async () => {
    const home = temporaryFolder();
    const project = join(home, 'project');
    mkdirSync(join(project, 'config'), { recursive: true });
    writeFileSync(join(project, 'config', 'production'), 'SECRET=1');
    symlinkSync('config/production', join(project, '.env'));
    const ran = await runCaged(
      home,
      `const fs = require('fs');
       console.log(JSON.stringify([fs.readFileSync('.env', 'utf8'), fs.readFileSync('config/production', 'utf8')]))`,
    );
    expect(JSON.parse(ran.stdout)).toEqual(['', '']);
  });

  test("finds its prepared package in Gatehouse's data, and nothing else of it", async () => {
    const home = temporaryFolder();
    const share = join(home, '.local', 'share');
    const prepared = join(share, 'gatehouse', 'prepared', 'pkg');
    mkdirSync(prepared, { recursive: true });
    writeFileSync(join(prepared, 'index.js'), '');
    writeFileSync(join(share, 'gatehouse', 'permissions.json'), '{}');
    const ran = await runCaged(
      home,
      `const fs = require('fs'), data = '${join(share, 'gatehouse')}';
       console.log(fs.readdirSync(data), fs.readdirSync(data + '/prepared/pkg'));
       fs.writeFileSync(data + '/x', '');`,
      { read: [share] },
      { roots: [prepared] },
    );
    expect(ran.stdout).toBe("[ 'prepared' ] [ 'index.js' ]\n");
    expect(ran.stderr).toContain('EROFS');
  });

  test('leaves nothing behind when it ends', async () => {
    const home = temporaryFolder();
    const ran = await runCaged(home, '', { hosts: ['a.example'] });
    const socket = ran.cage.args.find((argument) => argument.endsWith('proxy.sock')) ?? '';
    expect(socket).not.toBe('');
    expect(existsSync(join(socket, '..'))).toBe(false);
  });

  test('ends with the process that made the cage, however that ends', async () => {
    const home = temporaryFolder();
    const input = {
      isCaged: true,
      host: thisHost(home),
      profile: { ...defaultProfile, hosts: ['a.example'] },
      launch: {
        ...{ plugin: 'p', server: 's', cwd: home, env: {}, roots: [], dataFolder: join(home, 'data') },
        command: process.execPath,
        args: ['-e', 'require("fs").writeFileSync("data/up", ""); setInterval(() => 0, 1000)'],
      },
    };
    const program = join(import.meta.dirname, 'cage-program.ts');
    const child = spawn(process.execPath, [program, JSON.stringify(input)], { stdio: 'ignore' });
    await eventually(() => expect(existsSync(join(home, 'data', 'up'))).toBe(true));
    const members = treeMembers(child.pid ?? 0);
    expect(members.length).toBeGreaterThan(4);
    child.kill('SIGKILL');
    await eventually(() => expect(members.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]));
  });

  test('keeps its exit code', async () => {
    expect((await runCaged(temporaryFolder(), 'process.exit(42)')).code).toBe(42);
  });
});

/** The process and all below it. */
function treeMembers(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(treeMembers)];
}

describe('no cage', () => {
  const launch = {
    plugin: 'p',
    server: 's',
    command: '/nowhere/server',
    args: [],
    cwd: '/',
    env: {},
    roots: [],
  };

  test.each(['win32', 'freebsd'] as const)('is said of %s, with what to do', async (platform) => {
    const sandbox = createSandbox({ ...thisHost('/none'), platform });
    expect(await sandbox.cage(launch, defaultProfile)).toMatchObject({
      caged: false,
      reason: expect.stringContaining('no cage'),
      remedy: expect.stringContaining('WSL'),
    });
  });

  test('is said of a processor whose system calls the filter does not know', async () => {
    const sandbox = createSandbox({ ...thisHost('/none'), platform: 'linux', arch: 'riscv64' });
    expect(await sandbox.lacking()).toMatchObject({ caged: false, reason: expect.stringContaining('riscv64') });
  });

  test.runIf(lacking === undefined)('is made for a program the server itself has led elsewhere', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'data', 'bin'), { recursive: true });
    mkdirSync(join(home, 'a', 'private', 'bin'), { recursive: true });
    writeFileSync(join(home, 'a', 'private', 'bin', 'python'), '');
    const command = join(home, 'data', 'bin', 'python');
    symlinkSync(join(home, 'a', 'private', 'bin', 'python'), command);
    const sandbox = createSandbox(thisHost(home));
    const dataFolder = join(home, 'data');
    expect(await sandbox.cage({ ...launch, command, dataFolder }, defaultProfile)).toMatchObject({
      caged: false,
      reason: expect.stringContaining('may write to'),
    });
  });

  test.runIf(lacking === undefined)('is made for a program that is not there, or a host that is none', async () => {
    const sandbox = createSandbox(thisHost('/none'));
    expect(await sandbox.cage(launch, defaultProfile)).toMatchObject({ caged: false });
    expect(await sandbox.cage(launch, { ...defaultProfile, hosts: ['*'] })).toMatchObject({ caged: false });
  });
});
