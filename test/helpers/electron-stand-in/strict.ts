/** Called with the name of what is missing; it tells the test, and throws here. */
export type Unknown = (name: string) => never;

const asked = new Set([
  'then',
  'toJSON',
  'asymmetricMatch',
  'nodeType',
  'tagName',
  '$$typeof',
  '__esModule',
  'default',
]);

/** The same object, except that what it does not have is no `undefined`, but fails the test with its name. */
export function strict<T extends object>(name: string, object: T, unknown: Unknown): T {
  return new Proxy(object, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (value === undefined && typeof key === 'string' && !(key in target) && !asked.has(key))
        unknown(`${name}.${key}`);
      return typeof value === 'function' && !isClass(value) ? value.bind(target) : value;
    },
    set(target, key, value) {
      if (!(key in target)) unknown(`${name}.${String(key)} =`);
      return Reflect.set(target, key, value, target);
    },
  });
}

function isClass(value: object): boolean {
  return Function.prototype.toString.call(value).startsWith('class');
}

/** An event emitter that knows which events there are. */
export class StrictEvents<Name extends string> {
  readonly #listeners = new Map<string, ((...all: unknown[]) => void)[]>();
  readonly #name: string;
  readonly #names: ReadonlySet<string>;
  readonly #unknown: Unknown;

  constructor(name: string, names: readonly Name[], unknown: Unknown) {
    this.#name = name;
    this.#names = new Set(names);
    this.#unknown = unknown;
  }

  on(event: Name, listener: (...all: unknown[]) => void): this {
    if (!this.#names.has(event)) this.#unknown(`${this.#name}.on('${event}')`);
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  once(event: Name, listener: (...all: unknown[]) => void): this {
    const first = (...all: unknown[]) => {
      this.off(event, first);
      listener(...all);
    };
    return this.on(event, first);
  }

  off(event: Name, listener: (...all: unknown[]) => void): this {
    this.#listeners.set(
      event,
      (this.#listeners.get(event) ?? []).filter((each) => each !== listener),
    );
    return this;
  }

  removeListener(event: Name, listener: (...all: unknown[]) => void): this {
    return this.off(event, listener);
  }

  emit(event: Name, ...all: unknown[]): boolean {
    const listeners = this.#listeners.get(event) ?? [];
    for (const each of listeners) each(...all);
    return listeners.length > 0;
  }
}
