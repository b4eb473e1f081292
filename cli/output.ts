/** Where a command speaks: answers to stdout, progress and errors to stderr, so that `--json` stays clean for scripts. */
export interface Output {
  /** True where a person reads stdout: tables are ruled and live views redrawn. */
  readonly terminal: boolean;
  /** One answer, to stdout. */
  readonly print: (text: string) => void;
  /** One JSON document on one line, to stdout. */
  readonly json: (value: unknown) => void;
  /** What goes on meanwhile, to stderr. */
  readonly progress: (text: string) => void;
  /** Bytes as they are, to stdout; for redrawing. */
  readonly raw: (text: string) => void;
}

export interface OutputStreams {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean | undefined };
  readonly stderr: { write(text: string): unknown };
}

export const createOutput = ({ stdout, stderr }: OutputStreams): Output => ({
  terminal: stdout.isTTY === true,
  print: (text) => void stdout.write(`${text}\n`),
  json: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
  progress: (text) => void stderr.write(`${text}\n`),
  raw: (text) => void stdout.write(text),
});
