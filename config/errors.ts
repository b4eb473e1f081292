/** One mistake in a configuration: the key, what is wrong, where it was set. */
export interface ConfigMistake {
  /** `streams.stalenessMs`. */
  readonly key: string;
  readonly problem: string;
  /** File, variable or flag that set it. */
  readonly source: string;
}

/** The configuration can't be used; `mistakes` names each key and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly mistakes: readonly ConfigMistake[]) {
    super(mistakes.map(({ key, problem, source }) => `${key}: ${problem} (set in ${source})`).join('\n'));
  }
}
