import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** What a person, or a script in their place, tells a command beyond its arguments. */
export interface Input {
  /** True where a person can be asked. */
  readonly terminal: boolean;
  /** Asks on the terminal without showing what is typed. @throws where there is no terminal */
  hidden(question: string): Promise<string>;
  /** Asks on the terminal. @throws where there is no terminal */
  ask(question: string): Promise<string>;
  /** All lines of stdin, for scripts. */
  lines(): Promise<string[]>;
}

export interface InputStreams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown };
}

export function createInput({ stdin, stderr }: InputStreams): Input {
  const terminal = stdin.isTTY === true;

  function question(text: string, echo: boolean): Promise<string> {
    if (!terminal) throw new Error('there is no terminal to ask at');
    stderr.write(text);
    const output = new Writable({
      write(chunk: Buffer, _encoding, done) {
        if (echo) stderr.write(chunk.toString());
        done();
      },
    });
    const reader = createInterface({ input: stdin, output, terminal: true });
    return new Promise((resolve, reject) => {
      reader.once('SIGINT', () => {
        reader.close();
        reject(new InterruptedError());
      });
      reader.question('', (answer) => {
        reader.close();
        if (!echo) stderr.write('\n');
        resolve(answer);
      });
    });
  }

  return {
    terminal,
    hidden: (text) => question(text, false),
    ask: (text) => question(text, true),
    async lines() {
      const chunks: string[] = [];
      for await (const chunk of stdin) chunks.push(String(chunk));
      return chunks
        .join('')
        .split(/\r?\n/)
        .filter((line) => line !== '');
    },
  };
}

/** Ctrl-C at a question. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  constructor() {
    super('interrupted');
  }
}
