import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addAutostart, autostartFolder, removeAutostart } from '#app/autostart';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('starting at login on Linux', () => {
  it('is one entry, which goes again', () => {
    const folder = join(temporaryFolder(), 'autostart');
    addAutostart('/opt/Gate "house" $5 100%/gatehouse', folder);
    const entry = readFileSync(join(folder, 'gatehouse.desktop'), 'utf8');
    expect(entry).toContain('Exec="/opt/Gate \\\\"house\\\\" \\\\$5 100%%/gatehouse" --hidden\n');
    removeAutostart(folder);
    expect(existsSync(join(folder, 'gatehouse.desktop'))).toBe(false);
    removeAutostart(folder);
  });

  it('refuses a program whose path would add lines', () => {
    expect(() => addAutostart('/opt/a\nExec=evil', temporaryFolder())).toThrow('cannot be started');
  });

  it('lies where the specification says', () => {
    expect(autostartFolder({ XDG_CONFIG_HOME: '/etc/me' }, '/home/ada')).toBe('/etc/me/autostart');
    expect(autostartFolder({ XDG_CONFIG_HOME: 'relative' }, '/home/ada')).toBe('/home/ada/.config/autostart');
  });
});
