import type { Control } from '../storage/controls';

/** `venue bybit is paused: maintenance (cli:ada)`; the global control is called `everything`. */
export function controlText(control: Control): string {
  return `${subjectOf(control)} is ${STATE_WORD[control.state]}: ${control.reason} (${control.setBy})`;
}

/** The command that lifts exactly this control, ready to be pasted into a shell. */
export function liftCommand({ scope, key }: Pick<Control, 'scope' | 'key'>): string {
  const flag = scope === 'global' ? '--all' : `--${scope} ${quoted(key)}`;
  return `holdfast resume ${flag} --reason "…"`;
}

const STATE_WORD: Readonly<Record<Control['state'], string>> = {
  running: 'running',
  paused: 'paused',
  killed: 'killed',
  shutdown: 'shut down',
};

function subjectOf({ scope, key }: Control): string {
  return scope === 'global' ? 'everything' : `${scope} ${key}`;
}

/** The id of a trade holds `>`, which a shell takes for a redirection. */
function quoted(name: string): string {
  return /^[\w-]+$/.test(name) ? name : `'${name}'`;
}
