import type { CommandContext } from './commandContext';
import { UserError } from './userError';

export interface Confirmation {
  /** What must be typed, letter by letter. */
  readonly word: string;
  /** What `--confirm` gave, in scripts. */
  readonly given: string | undefined;
  /** What it confirms, after "to": `start trading again`. */
  readonly meaning: string;
}

/** Asks for the word at a terminal, or takes it from `--confirm`. @throws UserError, and the caller has changed nothing, for anything else */
export async function requireTyped(
  { input }: Pick<CommandContext, 'input'>,
  { word, given, meaning }: Confirmation,
): Promise<void> {
  requireRightWord({ word, given });
  if (given !== undefined) return;
  if (!input.terminal)
    throw new UserError({
      problem: `It needs the typed confirmation ${word} to ${meaning}, and there is no terminal to ask at`,
      remedy: `Nothing was changed; give --confirm ${word} where a script may decide this`,
    });
  const typed = await input.ask(`Type ${word} to ${meaning}: `);
  requireRightWord({ word, given: typed.trim() });
}

/** A wrong word is refused even where none was needed: whoever gives one means something by it. @throws UserError */
export function requireRightWord({ word, given }: Pick<Confirmation, 'word' | 'given'>): void {
  if (given === undefined || given === word) return;
  throw new UserError({
    problem: `The confirmation is not ${word}`,
    remedy: `Nothing was changed; type ${word} exactly as it stands here`,
  });
}
