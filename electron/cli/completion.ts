import { agentIds, pluginKinds } from '#contract/plugin-id';
import { knownFlags } from './arguments.ts';
import { helpText } from './help.ts';

/** Shells that a script can be written for. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];

/** What a command is told by: the words and flags that the help names for it. */
interface CommandWords {
  words: readonly string[];
  flags: readonly string[];
  takesIds: boolean;
}

const commonFlags = ['--home', '--project', '--data', '--json', '--help'];
const values: Readonly<Record<string, readonly string[]>> = {
  '--agent': agentIds,
  '--kind': pluginKinds,
  '--scope': ['user', 'project', 'local'],
  '--by': ['ours', 'others'],
  '--format': ['jsonl', 'csv'],
};
const isFolder = new Set(['--home', '--project', '--data']);
const isFile = new Set(['--output']);
/** Flags that the help names once for all commands. */
const partFlags = ['--server', '--skill', '--hook'];

/** Every command of the help with what it names there: the help is the one table, so that none is forgotten. */
export function commandWords(help: string = helpText): Map<string, CommandWords> {
  const commands = new Map<string, CommandWords>();
  for (const line of help.split('\n')) {
    const [, command, rest = ''] = /^ {2}gatehouse (\S+)(.*)$/.exec(line) ?? [];
    if (command === undefined) continue;
    const usage = rest.replaceAll(/\([^)]*\)/g, '');
    const before = commands.get(command) ?? { words: [], flags: [], takesIds: false };
    // `policy remove RULE | default …`: each part begins with a word of its own, or with none.
    const words = usage.split(' | ').flatMap((part) => {
      const [first = ''] = part.trim().split(/\s+/);
      return /^[a-z|]+$/.test(first) ? first.split('|') : [];
    });
    commands.set(command, {
      words: [...new Set([...before.words, ...words])],
      flags: [...new Set([...before.flags, ...(usage.match(/--[a-z][a-z-]*/g) ?? [])])],
      takesIds: before.takesIds || /\bID\b/.test(usage),
    });
  }
  return commands;
}

/**
 * What may stand at the last of `words`, which begins with the command; the last may be half a word, or empty. `ids` is only
 * asked where a plugin is named.
 */
export async function candidates(words: readonly string[], ids: () => Promise<readonly string[]>): Promise<string[]> {
  const commands = commandWords();
  const last = words.at(-1) ?? '';
  const fits = (all: readonly string[]) => all.filter((each) => each.startsWith(last));
  if (words.length <= 1) return fits([...commands.keys()]);
  const command = commands.get(words[0] ?? '');
  if (command === undefined) return [];
  const before = words.at(-2) ?? '';
  const known = values[before];
  if (known !== undefined) return fits(known);
  if (isFolder.has(before) || isFile.has(before) || takesText(before)) return [];
  if (last.startsWith('-')) return fits([...command.flags, ...(command.takesIds ? partFlags : []), ...commonFlags]);
  if (words.length === 2 && command.words.length > 0) return fits(command.words);
  return command.takesIds || before === '--plugin' ? fits(await ids()) : [];
}

/** Whether what stands after this flag is anything at all. */
function takesText(flag: string): boolean {
  const name = flag.replace(/^--/, '');
  return flag.startsWith('--') && name !== 'plugin' && knownFlags[name] === 'string';
}

/** The script that a shell reads once; it asks `gatehouse complete` at each tab. */
export function completionScript(shell: Shell): string {
  return scripts[shell];
}

const scripts: Record<Shell, string> = {
  bash: `# gatehouse completion for bash. In ~/.bashrc: source <(gatehouse completion bash)
_gatehouse() {
  local line="\${COMP_LINE:0:COMP_POINT}" word words=() found
  # Ids hold colons, at which bash breaks words: the line is split at spaces instead.
  read -ra words <<< "$line"
  [[ "$line" == *' ' ]] && words+=('')
  word="\${words[-1]}"
  COMPREPLY=()
  while IFS= read -r found; do
    COMPREPLY+=("$(printf '%q' "$found")")
  done < <(gatehouse complete -- "\${words[@]:1}" 2>/dev/null)
  if [[ "$word" == *:* && "$COMP_WORDBREAKS" == *:* ]]; then
    local head="\${word%"\${word##*:}"}"
    COMPREPLY=("\${COMPREPLY[@]#"$head"}")
  fi
}
complete -o default -F _gatehouse gatehouse
`,
  zsh: `#compdef gatehouse
# gatehouse completion for zsh. In ~/.zshrc, after compinit: source <(gatehouse completion zsh)
_gatehouse() {
  local -a found
  found=("\${(@f)$(gatehouse complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -- "\${found[@]}"; else _files; fi
}
if [[ "$funcstack[1]" == _gatehouse ]]; then _gatehouse "$@"; else compdef _gatehouse gatehouse; fi
`,
  fish: `# gatehouse completion for fish: gatehouse completion fish > ~/.config/fish/completions/gatehouse.fish
function __gatehouse_complete
  set -l words (commandline -opc) (commandline -ct)
  gatehouse complete -- $words[2..-1] 2>/dev/null
end
complete -c gatehouse -a '(__gatehouse_complete)'
`,
  powershell: `# gatehouse completion for PowerShell. In $PROFILE: gatehouse completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName gatehouse -ScriptBlock {
  param($word, $line, $at)
  $words = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($word -eq '') { $words += '' }
  gatehouse complete -- @words 2>$null | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new("'" + $_.Replace("'", "''") + "'", $_, 'ParameterValue', $_)
  }
}
`,
};
