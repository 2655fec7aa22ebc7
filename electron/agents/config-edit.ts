export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/**
 * One intended change of a config file, by meaning. The changes room turns it into a single splice of bytes.
 * `path` holds keys and array indexes from the root. Missing parents are made.
 */
export type ConfigOperation =
  | { kind: 'set'; path: readonly (string | number)[]; value: JsonValue }
  /** Sets several keys of the table at `path`, and takes others out of it; the rest of it stays. */
  | {
      kind: 'set-keys';
      path: readonly string[];
      values: { [key: string]: JsonValue };
      unset: readonly string[];
      /** Places deeper in that table; one without a value is taken out. */
      below?: readonly { path: readonly string[]; value?: JsonValue }[];
    }
  /** Adds `item` to the array at `path` unless it is there; makes the array when missing. */
  | { kind: 'add-to-list'; path: readonly (string | number)[]; item: string }
  /** Removes every element equal to `item` from the array at `path`. */
  | { kind: 'remove-from-list'; path: readonly (string | number)[]; item: string }
  /** Appends a table to the array of tables at `path` (TOML), or an object to an array (JSON). */
  | { kind: 'append-entry'; path: readonly (string | number)[]; value: { [key: string]: JsonValue } };

export interface ConfigEdit {
  /** Absolute path as the agent names it; a link is written through. */
  file: string;
  format: 'json' | 'toml';
  operation: ConfigOperation;
  /** Lock file the agent itself holds while it writes, when it has one (proper-lockfile convention: a folder). */
  lock?: string;
}
