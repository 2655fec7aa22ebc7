import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

const LIMIT_MS = 3_000;

/**
 * Settings an administrator delivered through the operating system, by the agents' own names:
 * macOS managed preferences (`com.anthropic.claudecode` as JSON; `com.openai.codex` keys as they are),
 * Windows policies under HKLM and HKCU. Undefined on Linux and when there are none.
 */
export function readOsPolicy(key: string): string | undefined {
  if (process.platform === 'darwin') return readManagedPreference(key);
  if (process.platform === 'win32') return readRegistryPolicy(key);
  return undefined;
}

const codexKeys = new Set(['config_toml_base64', 'requirements_toml_base64']);

function readManagedPreference(key: string): string | undefined {
  const domain = codexKeys.has(key) ? 'com.openai.codex' : 'com.anthropic.claudecode';
  const folders = [join('/Library/Managed Preferences', userInfo().username), '/Library/Managed Preferences'];
  for (const folder of folders) {
    const file = join(folder, `${domain}.plist`);
    if (!existsSync(file)) continue;
    if (!codexKeys.has(key)) return output('/usr/bin/plutil', ['-convert', 'json', '-o', '-', file]);
    return output('/usr/bin/plutil', ['-extract', key, 'raw', '-o', '-', file])?.trim();
  }
  return undefined;
}

/** `HKLM…` or `HKCU…` names the hive; Claude Code keeps one JSON text in the value `Settings`. */
function readRegistryPolicy(key: string): string | undefined {
  if (codexKeys.has(key)) return undefined;
  const hive = key.startsWith('HKCU') ? 'HKCU' : 'HKLM';
  const text = output('reg.exe', ['query', `${hive}\\SOFTWARE\\Policies\\ClaudeCode`, '/v', 'Settings']);
  return /REG_(?:EXPAND_)?SZ\s+(.+)/.exec(text ?? '')?.[1]?.trim();
}

/** Undefined when the program fails: the value is not there. */
function output(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8', timeout: LIMIT_MS, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
