/** What is known of a regular expression before it runs. */
export interface PatternShape {
  /** Characters every match begins with, one of them; without regard to letter case. */
  starts: readonly string[];
  /** UTF-16 units the longest match has. */
  longest: number;
  /** About how many steps a failing attempt can take. */
  steps: number;
}

interface Part {
  starts: readonly string[];
  /** Whether `starts` is all there is of it, so that what follows can be appended. */
  isWhole: boolean;
  longest: number;
  steps: number;
  isVariable: boolean;
  /** Has alternatives. */
  isChoice: boolean;
  canBeEmpty: boolean;
  /** Codes of the characters it can begin with. */
  first: ReadonlySet<number>;
}

const empty: Part = {
  starts: [''],
  isWhole: true,
  longest: 0,
  steps: 1,
  isVariable: false,
  isChoice: false,
  canBeEmpty: true,
  first: new Set(),
};

/**
 * Reads the part of the pattern language that rules are written in: characters, classes, groups, alternatives, looks to
 * either side, and bounded repeats. Throws a RangeError on everything that has no bound (`*`, `+`, `{n,}`, back references, a
 * repeated group whose content varies), because a text can make such a pattern run for hours.
 */
export function patternShape(source: string): PatternShape {
  const reader = { source, at: 0 };
  const { starts, longest, steps } = readAlternatives(reader);
  if (reader.at < source.length) throw new RangeError(`unexpected ) in ${source}`);
  return { starts, longest, steps };
}

interface Reader {
  readonly source: string;
  at: number;
}

function readAlternatives(reader: Reader): Part {
  const branches = [readSequence(reader)];
  while (reader.source[reader.at] === '|') {
    reader.at++;
    branches.push(readSequence(reader));
  }
  const [only] = branches;
  return branches.length === 1 && only !== undefined ? only : joinBranches(branches);
}

function joinBranches(branches: readonly Part[]): Part {
  return {
    starts: branches.flatMap(({ starts }) => starts),
    isWhole: branches.every(({ isWhole }) => isWhole),
    longest: Math.max(...branches.map(({ longest }) => longest)),
    steps: branches.reduce((sum, { steps }) => sum + steps, 0),
    isVariable: new Set(branches.map(({ longest }) => longest)).size > 1 || branches.some((part) => part.isVariable),
    isChoice: true,
    canBeEmpty: branches.some(({ canBeEmpty }) => canBeEmpty),
    first: union(...branches.map(({ first }) => first)),
  };
}

function readSequence(reader: Reader): Part {
  const parts: Part[] = [];
  while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at] ?? ''))
    parts.push(readRepeated(reader));
  return parts.reduceRight((after, part) => followedBy(part, after), empty);
}

/** A repeat whose characters cannot begin what follows ends where they end; any other multiplies the ways to fail. */
function followedBy(part: Part, after: Part): Part {
  const isClear = !part.isVariable || ![...part.first].some((code) => after.first.has(code));
  return {
    starts: part.isWhole ? part.starts.flatMap((start) => after.starts.map((next) => start + next)) : part.starts,
    isWhole: part.isWhole && after.isWhole,
    longest: part.longest + after.longest,
    steps: isClear ? part.steps + after.steps : part.steps * after.steps,
    isVariable: part.isVariable || after.isVariable,
    isChoice: part.isChoice || after.isChoice,
    canBeEmpty: part.canBeEmpty && after.canBeEmpty,
    first: part.canBeEmpty ? union(part.first, after.first) : part.first,
  };
}

function union(...sets: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  return new Set(sets.flatMap((set) => [...set]));
}

function readRepeated(reader: Reader): Part {
  const part = readAtom(reader);
  const [least, most] = readCount(reader);
  if (least === 1 && most === 1) return part;
  if (most > 1 && (part.isVariable || part.isChoice))
    throw new RangeError(`a repeated group varies in ${reader.source}`);
  return {
    ...part,
    starts: least === 0 ? [''] : part.starts,
    isWhole: false,
    longest: part.longest * most,
    steps: part.steps + most,
    isVariable: least !== most || part.isVariable,
    canBeEmpty: least === 0 || part.canBeEmpty,
  };
}

function readCount(reader: Reader): [least: number, most: number] {
  const rest = reader.source.slice(reader.at, reader.at + 24);
  const count = /^(?:\{(\d+)(?:,(\d*))?\}|[?*+])\??/.exec(rest);
  if (count === null) return [1, 1];
  reader.at += count[0].length;
  if (count[0].startsWith('?')) return [0, 1];
  const least = Number(count[1]);
  const most = Number(count[2] ?? count[1]);
  if (count[1] === undefined || count[2] === '') throw new RangeError(`a repeat without bound in ${reader.source}`);
  return [least, most];
}

function readAtom(reader: Reader): Part {
  const character = reader.source[reader.at] ?? '';
  if (character === '(') return readGroup(reader);
  if (character === '[') return oneOf(readClass(reader));
  if (character === '\\') return readEscape(reader);
  reader.at++;
  if (character === '^' || character === '$') return empty;
  return character === '.' ? oneOf(charactersOf('.')) : literal(character);
}

function readGroup(reader: Reader): Part {
  const opening = /^\((?:\?(?:<?[=!]|:|<\w+>))?/.exec(reader.source.slice(reader.at))?.[0] ?? '(';
  reader.at += opening.length;
  const content = readAlternatives(reader);
  if (reader.source[reader.at] !== ')') throw new RangeError(`a group without end in ${reader.source}`);
  reader.at++;
  return /[=!]$/.test(opening) ? { ...empty, steps: content.steps } : content;
}

function readEscape(reader: Reader): Part {
  const escape = /^\\(?:p\{\w+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|.)/u.exec(reader.source.slice(reader.at))?.[0] ?? '\\';
  reader.at += escape.length;
  if (escape === '\\b' || escape === '\\B') return empty;
  if (/^\\[1-9k]/.test(escape)) throw new RangeError(`a back reference in ${reader.source}`);
  if (/^\\(?:[wdsWDS]|p)/.test(escape)) return oneOf(charactersOf(escape));
  const plain = new RegExp(`^[^]$`, 'u').test(escape.slice(1)) && !/^\\[nrtfv0]$/.test(escape);
  return plain ? literal(escape.slice(1)) : oneOf(charactersOf(escape));
}

function readClass(reader: Reader): ReadonlySet<number> {
  const start = reader.at;
  reader.at++;
  while (reader.at < reader.source.length && reader.source[reader.at] !== ']') {
    reader.at += reader.source[reader.at] === '\\' ? 2 : 1;
  }
  reader.at++;
  return charactersOf(reader.source.slice(start, reader.at));
}

/** The class of 128 ASCII characters, and of one beyond that stands for all others. */
function charactersOf(atom: string): ReadonlySet<number> {
  const pattern = new RegExp(`^${atom}$`, 'u');
  const codes = Array.from({ length: 129 }, (_, code) => (code === 128 ? 0x203a : code));
  return new Set(codes.filter((code) => pattern.test(String.fromCharCode(code))));
}

function oneOf(first: ReadonlySet<number>): Part {
  return { ...empty, isWhole: false, longest: 1, canBeEmpty: false, first };
}

function literal(character: string): Part {
  return { ...empty, starts: [character], longest: 1, canBeEmpty: false, first: new Set([character.charCodeAt(0)]) };
}
